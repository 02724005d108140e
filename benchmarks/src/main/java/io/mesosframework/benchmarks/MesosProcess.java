package io.mesosframework.benchmarks;

import java.io.IOException;
import java.util.List;

/** A {@link ScaleServer} in a process of its own. */
final class MesosProcess implements AutoCloseable {

    private static final List<String> HEAP = List.of("-Xmx1500m");

    private final AskedProcess process;
    private final String master;
    private final double startSeconds;

    /** @param resources of each agent */
    MesosProcess(int agents, String resources, int allocationMillis) throws IOException {
        process = new AskedProcess(
                Bench.jvm(ScaleServer.class, HEAP, String.valueOf(agents), resources, String.valueOf(allocationMillis))
                        .start(),
                "the embedded Mesos");
        String[] started = process.answer().split(" ", -1);
        master = started[0];
        startSeconds = Double.parseDouble(started[1]);
    }

    /** Its address, {@code host:port}. */
    String master() {
        return master;
    }

    /** How long {@code start} took, in a JVM that had done nothing before. */
    double startSeconds() {
        return startSeconds;
    }

    double cpuSeconds() throws IOException {
        return process.ask(ScaleServer.CPU);
    }

    double heapMegabytes() throws IOException {
        return process.ask(ScaleServer.HEAP);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
