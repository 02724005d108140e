package io.mesosframework.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A framework with many running slots on SQLite ends and starts again: from the start of its process until it leads and is reconciled. */
final class SlotRestart {

    static final String PART = "restart of a framework with its slots running, SQLite, an embedded Mesos";

    private static final double GOAL_SECONDS = 10;
    private static final int TASKS_AN_AGENT = 100;
    private static final int ALLOCATION_MILLIS = 1000;
    private static final List<String> HEAP = List.of("-Xmx1g");

    private SlotRestart() {}

    /** Argument: agents; a hundred tasks will run on each. */
    public static void main(String[] args) throws Exception {
        measure(Integer.parseInt(args[0])).forEach(figure -> figure.print(System.out));
    }

    static List<Figure> measure(int agents) throws Exception {
        int slots = agents * TASKS_AN_AGENT;
        Path directory = Files.createTempDirectory("mesos-bench");
        try (MesosProcess mesos =
                new MesosProcess(agents, "cpus:12;mem:40960;disk:10000;ports:[31000-31999]", ALLOCATION_MILLIS)) {
            String storage = directory.resolve("bench.db").toString();
            double launched;
            try (SlotProcess first = new SlotProcess(List.of(), HEAP, mesos.master(), slots, storage)) {
                launched = first.startSeconds();
            }
            double cpu = mesos.cpuSeconds();
            try (SlotProcess again = new SlotProcess(List.of(), HEAP, mesos.master(), slots, storage)) {
                String what = "%,d slots".formatted(slots);
                return List.of(
                        Figure.of(PART, what + ": to the first time that all run", launched, "s"),
                        Figure.withGoal(
                                PART,
                                what + ": started again, leading and reconciled",
                                again.startSeconds(),
                                "s",
                                GOAL_SECONDS),
                        Figure.of(PART, what + ": processor time of the framework", again.cpuSeconds(), "s"),
                        Figure.of(PART, what + ": and of the Mesos", mesos.cpuSeconds() - cpu, "s"));
            }
        } finally {
            OfferToAccept.delete(directory);
        }
    }
}
