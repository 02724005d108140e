package io.mesosframework.benchmarks;

import io.mesosframework.MesosException;
import io.mesosframework.benchmarks.Meter.Use;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What an event costs from the socket to the listener, beside parsing the same bytes out of memory.
 *
 * <p>The server is another process ({@link EventServer}). Every round measures each way of reading once, one after the
 * other, so that what else the machine does hits all of them; a ratio is taken within a round.
 */
final class EventStream {

    static final String PART = "event stream over loopback HTTP, 9 UPDATEs to 1 OFFERS of 10";

    private static final double GOAL = 1.35;
    private static final int WARM_UP_ROUNDS = 3;

    private final Map<Cut, String> masters;
    private final int events;
    private final Bytes bytes = new Bytes(Workload.events());

    private final List<Use> parsed = new ArrayList<>();
    private final List<Use> decoded = new ArrayList<>();
    private final Map<Cut, List<Use>> streamed = new EnumMap<>(Cut.class);

    /** @param masters the address that streams in each way */
    EventStream(Map<Cut, String> masters, int events) {
        this.masters = masters;
        this.events = events;
    }

    /** Arguments: rounds, events in a measurement, then what {@link EventServer} prints. */
    public static void main(String[] args) throws Exception {
        Map<Cut, String> masters = EventServer.masters(args[2]);
        EventStream bench = new EventStream(masters, Integer.parseInt(args[1]));
        for (Figure figure : bench.run(WARM_UP_ROUNDS, Integer.parseInt(args[0]))) {
            figure.print(System.out);
        }
    }

    List<Figure> run(int warmUp, int rounds) throws Exception {
        for (int round = -warmUp; round < rounds; round++) {
            Use parse = parse();
            Use decode = decode();
            if (round >= 0) {
                parsed.add(parse);
                decoded.add(decode);
            }
            for (Map.Entry<Cut, String> way : masters.entrySet()) {
                Use stream = stream(way.getValue());
                if (round >= 0) {
                    streamed.computeIfAbsent(way.getKey(), cut -> new ArrayList<>())
                            .add(stream);
                }
            }
        }
        return figures();
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(PART, "mean size of an event", bytes.mean(), "bytes"));
        describe(figures, "parsed in memory, Event.parseFrom(array)", parsed);
        describe(figures, "parsed in memory, Codec.PROTOBUF", decoded);
        streamed.forEach((cut, uses) -> {
            describe(figures, "streamed, " + cut.words, uses);
            figures.add(
                    Figure.withGoal(PART, cut.words + ": CPU to parseFrom in memory", ratio(uses, parsed), "x", GOAL));
            figures.add(Figure.of(PART, cut.words + ": CPU to Codec in memory", ratio(uses, decoded), "x"));
        });
        return figures;
    }

    private static void describe(List<Figure> figures, String what, List<Use> uses) {
        figures.add(Figure.of(PART, what + ": CPU", Numbers.median(uses, Use::cpuNanos) / 1000, "us/event"));
        figures.add(Figure.of(PART, what + ": throughput", Numbers.median(uses, Use::eventsPerSecond), "events/s"));
        figures.add(Figure.of(PART, what + ": allocated", Numbers.median(uses, Use::allocatedBytes), "bytes/event"));
    }

    private static double ratio(List<Use> uses, List<Use> base) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            ratios.add(uses.get(i).cpuNanos() / base.get(i).cpuNanos());
        }
        return Numbers.median(ratios, Double::doubleValue);
    }

    private Use parse() throws Exception {
        Counter counter = new Counter(events);
        for (int i = 0; !counter.done(); i++) {
            counter.event(Event.parser().parseFrom(bytes.all, bytes.offset(i), bytes.length(i)));
        }
        return counter.use.get();
    }

    private Use decode() throws Exception {
        Counter counter = new Counter(events);
        Event prototype = Event.getDefaultInstance();
        for (int i = 0; !counter.done(); i++) {
            counter.event(Codec.PROTOBUF.decode(bytes.all, bytes.offset(i), bytes.length(i), prototype));
        }
        return counter.use.get();
    }

    private Use stream(String master) throws Exception {
        FrameworkInfo framework =
                FrameworkInfo.newBuilder().setName("bench").setUser("bench").build();
        Counter counter = new Counter(events);
        try (HttpTransport transport = HttpTransport.builder().build();
                SchedulerClient client = SchedulerClient.builder(framework, master)
                        .transport(transport)
                        .build()) {
            client.start(counter);
            return counter.use.get(5, TimeUnit.MINUTES);
        }
    }

    /** Counts what it is told, and measures from a tenth of it on to the end: the first tenth warms up. */
    private static final class Counter implements SchedulerListener {

        final CompletableFuture<Use> use = new CompletableFuture<>();

        private final int from;
        private final int to;
        private int seen;
        private int updates;
        private Meter start = Meter.now();

        Counter(int events) {
            this.from = events / 10;
            this.to = from + events;
        }

        @Override
        public void event(Event event) {
            if (event.getType() == Event.Type.UPDATE) {
                updates++;
            }
            seen++;
            if (seen == from) {
                start = Meter.now();
            } else if (seen == to) {
                Use measured = Meter.now().since(start, to - from);
                if (updates < to / 2) {
                    use.completeExceptionally(new IllegalStateException("these are not the events that were sent"));
                } else {
                    use.complete(measured);
                }
            }
        }

        boolean done() {
            return use.isDone();
        }

        @Override
        public void disconnected(MesosException cause, Duration retryIn) {
            use.completeExceptionally(cause);
        }

        @Override
        public void failed(MesosException cause) {
            use.completeExceptionally(cause);
        }
    }

    /** The events in one array, as if read already. */
    private static final class Bytes {

        final byte[] all;
        private final int[] offsets;

        Bytes(List<byte[]> events) {
            all = Cut.joined(events);
            offsets = new int[events.size() + 1];
            for (int i = 0; i < events.size(); i++) {
                offsets[i + 1] = offsets[i] + events.get(i).length;
            }
        }

        int offset(int event) {
            return offsets[event % (offsets.length - 1)];
        }

        int length(int event) {
            return offsets[event % (offsets.length - 1) + 1] - offset(event);
        }

        double mean() {
            return (double) all.length / (offsets.length - 1);
        }
    }
}
