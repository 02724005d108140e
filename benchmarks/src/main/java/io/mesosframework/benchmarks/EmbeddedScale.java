package io.mesosframework.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What an embedded Mesos of many simulated agents and tasks takes: to start, in memory, and to offer all its agents to one
 * framework. Everything in a JVM that has done nothing before, but the offers come round often enough to be warm.
 */
final class EmbeddedScale {

    static final String PART = "embedded Mesos of 10,000 simulated agents and 100,000 tasks";

    private static final double START_GOAL_SECONDS = 5;
    private static final double CYCLE_GOAL_SECONDS = 1;
    private static final double HEAP_GOAL_MEGABYTES = 1500;
    private static final int CYCLES = 9;

    private EmbeddedScale() {}

    /** Arguments: agents, tasks on each. */
    public static void main(String[] args) throws Exception {
        for (Figure figure : measure(Integer.parseInt(args[0]), Integer.parseInt(args[1]))) {
            figure.print(System.out);
        }
    }

    static List<Figure> measure(int agents, int tasksAnAgent) throws Exception {
        List<Figure> figures = new ArrayList<>();
        String resources = "cpus:" + (tasksAnAgent / 10.0 + 1) + ";mem:40960;disk:10000;ports:[31000-31999]";
        try (MesosProcess mesos = new MesosProcess(agents, resources, 1000);
                LightFramework framework = new LightFramework(mesos.master(), tasksAnAgent)) {
            figures.add(Figure.withGoal(PART, "agents started", mesos.startSeconds(), "s", START_GOAL_SECONDS));
            double started = mesos.cpuSeconds();
            figures.add(Figure.of(PART, "agents started: CPU, all of the JVM's start", started, "s"));
            framework.awaitOffers(agents);
            long begin = System.nanoTime();
            framework.launchUpTo(agents * tasksAnAgent);
            figures.add(Figure.of(PART, "tasks launched over loopback HTTP until all run", since(begin), "s"));
            figures.add(Figure.of(PART, "tasks launched: CPU of the Mesos", mesos.cpuSeconds() - started, "s"));
            figures.add(Figure.withGoal(
                    PART, "heap in use after a collection", mesos.heapMegabytes(), "MB", HEAP_GOAL_MEGABYTES));
            figures.add(Figure.withGoal(
                    PART,
                    "an offer of each agent to one framework: median",
                    Numbers.median(cycles(framework, agents), Double::doubleValue),
                    "s",
                    CYCLE_GOAL_SECONDS));
        }
        return figures;
    }

    /** From the REVIVE, which makes the master allocate, until the framework has decoded the last offer. */
    private static List<Double> cycles(LightFramework framework, int agents) throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            framework.awaitHeld(agents);
            framework.declineAll();
            long begin = System.nanoTime();
            framework.revive();
            framework.awaitHeld(agents);
            seconds.add(since(begin));
        }
        return seconds;
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
