package io.mesosframework.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * How many simulated tasks a second one framework gets to run over loopback HTTP, when few run already and when many do. A
 * launch is its part of an ACCEPT, TASK_STARTING and TASK_RUNNING, and the acknowledgements of both.
 */
final class LaunchRate {

    static final String PART = "launches to TASK_RUNNING over loopback HTTP, simulated tasks, ten an ACCEPT";

    private static final double GOAL = 5000;
    private static final double FLAT = 0.8;
    private static final int TASKS_AN_ACCEPT = 10;

    /** Short, so that waiting for the next offers is not what is measured. */
    private static final int ALLOCATION_MILLIS = 50;

    private LaunchRate() {}

    /** Argument: agents; a hundred tasks will run on each. */
    public static void main(String[] args) throws Exception {
        for (Figure figure : measure(Integer.parseInt(args[0]))) {
            figure.print(System.out);
        }
    }

    static List<Figure> measure(int agents) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (MesosProcess mesos =
                new MesosProcess(agents, "cpus:12;mem:40960;disk:10000;ports:[31000-31999]", ALLOCATION_MILLIS)) {
            try (LightFramework warmUp = new LightFramework(mesos.master(), TASKS_AN_ACCEPT)) {
                warmUp.launchUpTo(20 * agents);
                warmUp.teardown();
            }
            try (LightFramework framework = new LightFramework(mesos.master(), TASKS_AN_ACCEPT)) {
                double few = at(figures, mesos, framework, agents, 5 * agents);
                at(figures, mesos, framework, 10 * agents, 5 * agents);
                double many = at(figures, mesos, framework, 95 * agents, 5 * agents);
                figures.add(Figure.withGoalAtLeast(PART, "the last beside the first", many / few, "x", FLAT));
            }
        }
        return figures;
    }

    /** Launches a second while the number of running tasks goes up by so many. */
    private static double at(List<Figure> figures, MesosProcess mesos, LightFramework framework, int from, int more)
            throws Exception {
        framework.launchUpTo(from);
        double cpu = mesos.cpuSeconds();
        long begin = System.nanoTime();
        framework.launchUpTo(from + more);
        double rate = more / ((System.nanoTime() - begin) / 1e9);
        String when = "from %,d to %,d running tasks".formatted(from, from + more);
        figures.add(Figure.withGoalAtLeast(PART, when, rate, "launches/s", GOAL));
        figures.add(Figure.of(PART, when + ": CPU of the Mesos", (mesos.cpuSeconds() - cpu) / more * 1e6, "us/launch"));
        return rate;
    }
}
