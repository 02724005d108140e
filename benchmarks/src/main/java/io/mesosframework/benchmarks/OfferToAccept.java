package io.mesosframework.benchmarks;

import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the bytes of an offer to the bytes of its ACCEPT: what a framework adds to a launch.
 *
 * <p>Each round asks the framework for one more task, waits until that is durable, and only then sends an offer that fits.
 * The clock runs from just before the offer is written into the socket to just after the whole ACCEPT was read out of
 * another one, so it covers both ways through the kernel, the parse, the placement, the commit and the encoding.
 */
final class OfferToAccept {

    static final String PART = "from an offer to its ACCEPT, one fitting task, loopback";

    private static final double MEDIAN_GOAL_MILLIS = 1;
    private static final double P99_GOAL_MILLIS = 5;
    private static final long LIMIT_SECONDS = 30;

    private OfferToAccept() {}

    /** Arguments: rounds to warm up, rounds. */
    public static void main(String[] args) throws Exception {
        int warmUp = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        List<Figure> figures = new ArrayList<>();
        double[] inMemory = measure(Storage.inMemory(), warmUp, rounds);
        figures.add(Figure.withGoal(
                PART, "storage in memory: median", Numbers.quantile(inMemory, 0.5), "ms", MEDIAN_GOAL_MILLIS));
        figures.add(Figure.withGoal(
                PART, "storage in memory: p99", Numbers.quantile(inMemory, 0.99), "ms", P99_GOAL_MILLIS));
        figures.add(Figure.of(PART, "storage in memory: longest", Numbers.quantile(inMemory, 1), "ms"));
        Path directory = Files.createTempDirectory("mesos-bench");
        try {
            double[] durable = measure(SqliteStorage.open(directory.resolve("bench.db")), warmUp, rounds);
            figures.add(Figure.of(PART, "SQLite: median", Numbers.quantile(durable, 0.5), "ms"));
            figures.add(Figure.of(PART, "SQLite: p99", Numbers.quantile(durable, 0.99), "ms"));
            figures.add(Figure.of(PART, "SQLite: longest", Numbers.quantile(durable, 1), "ms"));
        } finally {
            delete(directory);
        }
        figures.forEach(figure -> figure.print(System.out));
    }

    /** Milliseconds of each round. */
    static double[] measure(Storage storage, int warmUp, int rounds) throws Exception {
        OfferingMaster offering = new OfferingMaster();
        try (storage;
                RawServer server = new RawServer(offering);
                Framework framework = Framework.named("bench")
                        .masters(server.address())
                        .storage(storage)
                        .roles("services")
                        .start()) {
            offering.stream.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            double[] millis = new double[rounds];
            for (int round = -warmUp; round < rounds; round++) {
                framework.put(task(round + warmUp)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
                double taken = offering.offer() / 1e6;
                if (round >= 0) {
                    millis[round] = taken;
                }
            }
            return millis;
        }
    }

    private static Application task(int number) {
        return Application.named("task-" + number)
                .cpus(0.5)
                .mem(64)
                .command("sleep 1000")
                .build();
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A master that offers when told to, and notes when it is accepted. */
    private static final class OfferingMaster implements RawServer.Master {

        final CompletableFuture<OutputStream> stream = new CompletableFuture<>();

        private final Workload workload = new Workload();
        private final BlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();

        private record Accepted(Call call, long nanos) {}

        @Override
        public void subscribed(OutputStream out) throws IOException {
            out.write(chunk(workload.subscribed()));
            stream.complete(out);
        }

        @Override
        public void called(Call call) {
            long now = System.nanoTime();
            if (call.getType() == Call.Type.ACCEPT || call.getType() == Call.Type.DECLINE) {
                accepted.add(new Accepted(call, now));
            }
        }

        /** Nanoseconds from an offer to its ACCEPT. */
        long offer() throws Exception {
            Event event = workload.offering(1, 128);
            Offer offer = event.getOffers().getOffers(0);
            byte[] bytes = chunk(event);
            OutputStream out = stream.get();
            long start = System.nanoTime();
            out.write(bytes);
            Accepted answer = accepted.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (answer == null || !answer.call().getAccept().getOfferIdsList().equals(List.of(offer.getId()))) {
                throw new IllegalStateException("the offer was not accepted: " + answer);
            }
            return answer.nanos() - start;
        }

        private static byte[] chunk(Event event) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            Cut.writeChunk(chunk, RecordEncoder.frame(event.toByteArray()));
            return chunk.toByteArray();
        }
    }
}
