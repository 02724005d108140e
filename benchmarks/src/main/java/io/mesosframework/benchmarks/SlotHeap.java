package io.mesosframework.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The heap of a framework with many running slots, after a collection: on SQLite, and with its storage in that heap as well. */
final class SlotHeap {

    static final String PART = "heap of a framework with its slots running";

    private static final double GOAL_MEGABYTES = 300;
    private static final int GOAL_SLOTS = 200_000;

    private SlotHeap() {}

    /** Argument: slots. */
    public static void main(String[] args) throws Exception {
        measure(Integer.parseInt(args[0])).forEach(figure -> figure.print(System.out));
    }

    static List<Figure> measure(int slots) throws Exception {
        List<Figure> figures = new ArrayList<>();
        Path directory = Files.createTempDirectory("mesos-bench");
        try {
            String file = directory.resolve("bench.db").toString();
            double goal = GOAL_MEGABYTES * slots / GOAL_SLOTS;
            double durable = megabytes(figures, slots, file, "SQLite");
            figures.add(0, Figure.withGoal(PART, "%,d slots, SQLite".formatted(slots), durable, "MB", goal));
        } finally {
            OfferToAccept.delete(directory);
        }
        double inMemory = megabytes(figures, slots, SlotServer.IN_MEMORY, "storage in memory");
        figures.add(Figure.of(PART, "%,d slots, storage in memory".formatted(slots), inMemory, "MB"));
        return figures;
    }

    private static double megabytes(List<Figure> figures, int slots, String storage, String words) throws Exception {
        ScriptedMaster master = new ScriptedMaster(slots);
        try (RawServer server = new RawServer(master);
                SlotProcess framework =
                        new SlotProcess(List.of(), List.of("-Xmx1g"), server.address(), slots, storage)) {
            master.awaitAcknowledged(slots);
            double heap = framework.heapMegabytes();
            figures.add(Figure.of(
                    PART,
                    words + ": beyond a JVM that has done nothing",
                    (heap - framework.emptyMegabytes()) * 1e6 / slots,
                    "bytes/slot"));
            return heap;
        }
    }
}
