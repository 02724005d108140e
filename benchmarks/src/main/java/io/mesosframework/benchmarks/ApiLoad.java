package io.mesosframework.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads of the API at a steady pace, and many clients of the stream of events, while the framework has steady work: how late its loop is.
 * Mesos, the framework with its server, and the clients are processes of their own.
 */
final class ApiLoad {

    static final String PART = "API: 2,000 reads a second and 500 clients of the events";

    private static final int READS_A_SECOND = 2000;
    private static final int CONNECTIONS = 16;
    private static final double GOAL_MILLIS = 20;
    private static final byte[] READ =
            "GET /v1/api/app?name=moving HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private ApiLoad() {}

    /** Arguments: clients of the events, seconds to warm up, seconds to measure. */
    public static void main(String[] args) throws Exception {
        measure(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                .forEach(figure -> figure.print(System.out));
    }

    static List<Figure> measure(int clients, int warmUp, int seconds) throws Exception {
        try (MesosProcess mesos = new MesosProcess(20, "cpus:20;mem:20000;disk:10000;ports:[31000-31999]", 1000);
                AskedProcess framework = new AskedProcess(
                        Bench.jvm(ApiServer.class, List.of("-Xms512m", "-Xmx512m"), mesos.master())
                                .start(),
                        "the framework")) {
            int port = Integer.parseInt(framework.answer());
            List<Figure> figures = new ArrayList<>();
            double quiet = framework.ask(ApiServer.BEGIN);
            TimeUnit.SECONDS.sleep(seconds);
            figures.add(Figure.of(PART, "lag without any client: p99", framework.ask(ApiServer.LAG_99), "ms"));
            try (EventClients events = new EventClients(port, clients)) {
                read(port, warmUp);
                double open = framework.ask(ApiServer.BEGIN);
                if (quiet != 0 || open != clients) {
                    throw new IOException("there are " + open + " clients of the events, not " + clients);
                }
                long before = events.events();
                long begin = System.nanoTime();
                double[] millis = read(port, seconds);
                double took = (System.nanoTime() - begin) / 1e9;
                double lag = framework.ask(ApiServer.LAG_99);
                double told = (events.events() - before) / took;
                figures.add(Figure.of(PART, "reads answered a second", millis.length / took, "1/s"));
                figures.add(Figure.of(PART, "events taken a second, by all clients", told, "1/s"));
                figures.add(Figure.of(PART, "statuses a second", framework.ask(ApiServer.STATUSES) / took, "1/s"));
                figures.add(Figure.of(PART, "lag: median, at most", framework.ask(ApiServer.LAG_MEDIAN), "ms"));
                figures.add(Figure.withGoal(PART, "lag: p99, at most", lag, "ms", GOAL_MILLIS));
                figures.add(Figure.of(PART, "turn of the loop: p99, at most", framework.ask(ApiServer.TURN_99), "ms"));
                figures.add(Figure.of(PART, "a read: median", Numbers.quantile(millis, 0.5), "ms"));
                figures.add(Figure.of(PART, "a read: p99", Numbers.quantile(millis, 0.99), "ms"));
                if (events.ended() > 0) {
                    throw new IOException(events.ended() + " clients of the events were cut off");
                }
                return figures;
            }
        }
    }

    /** How many milliseconds each took from when it was due. */
    private static double[] read(int port, int seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long begin = System.nanoTime();
            List<Callable<double[]>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                long first = begin + i * 1_000_000_000L / READS_A_SECOND;
                all.add(() -> readOn(port, first, seconds * READS_A_SECOND / CONNECTIONS));
            }
            List<double[]> each = new ArrayList<>();
            for (Future<double[]> done : threads.invokeAll(all)) {
                each.add(done.get());
            }
            return each.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
        } finally {
            threads.shutdownNow();
        }
    }

    private static double[] readOn(int port, long first, int reads) throws IOException {
        double[] millis = new double[reads];
        long every = CONNECTIONS * 1_000_000_000L / READS_A_SECOND;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < reads; i++) {
                long due = first + i * every;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    java.util.concurrent.locks.LockSupport.parkNanos(left);
                }
                socket.getOutputStream().write(READ);
                readAnswer(in);
                millis[i] = (System.nanoTime() - due) / 1e6;
            }
        }
        return millis;
    }

    private static void readAnswer(InputStream in) throws IOException {
        int length = 0;
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("a read was answered " + status);
        }
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
