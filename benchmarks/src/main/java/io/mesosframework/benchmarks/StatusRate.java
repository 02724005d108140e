package io.mesosframework.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Statuses at a steady pace, each of which changes a slot, to a framework on one processor and with its storage in memory: how late its
 * acknowledgements are, from when a status is due to be sent until its acknowledgement has been read by the master in another process. So the
 * framework's lag is no longer than that.
 */
final class StatusRate {

    static final String PART = "10,000 statuses a second on one core, storage in memory";

    private static final int A_SECOND = 10_000;
    private static final double GOAL_MILLIS = 20;
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private StatusRate() {}

    /** Arguments: slots, seconds to warm up, seconds to measure. */
    public static void main(String[] args) throws Exception {
        measure(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                .forEach(figure -> figure.print(System.out));
    }

    static List<Figure> measure(int slots, int warmUp, int seconds) throws Exception {
        ScriptedMaster master = new ScriptedMaster(slots);
        List<String> oneCore = Files.isExecutable(TASKSET) ? List.of(TASKSET.toString(), "-c", "0") : List.of();
        List<String> options = List.of("-Xms2g", "-Xmx2g", "-XX:ActiveProcessorCount=1", "-XX:+UseG1GC", "-Xmn40m");
        try (RawServer server = new RawServer(master);
                SlotProcess framework =
                        new SlotProcess(oneCore, options, server.address(), slots, SlotServer.IN_MEMORY)) {
            master.awaitAcknowledged(slots);
            master.feed(A_SECOND, warmUp);
            double cpu = framework.cpuSeconds();
            ScriptedMaster.Fed fed = master.feed(A_SECOND, seconds);
            cpu = framework.cpuSeconds() - cpu;
            return List.of(
                    Figure.of(PART, "sent a second", fed.aSecond(), "1/s"),
                    Figure.of(PART, "lag: median", fed.median(), "ms"),
                    Figure.withGoal(PART, "lag: p99", fed.p99(), "ms", GOAL_MILLIS),
                    Figure.of(PART, "lag: longest", fed.longest(), "ms"),
                    Figure.of(PART, "processor time of the framework", cpu / fed.statuses() * 1e6, "us/status"));
        }
    }
}
