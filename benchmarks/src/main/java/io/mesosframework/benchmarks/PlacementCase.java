package io.mesosframework.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is placed onto agents of 8 cores, by us and by Fenzo: 200 tasks of one cpu a run, a job each, until 97 % of the cores are used.
 * Both pack: the fullest agent that may take a task gets it.
 */
enum PlacementCase {
    BIN_PACKING("bin-packing"),
    /** Each job on the agents of one of {@link #RACKS} racks. */
    ATTRIBUTE_VALUE("attribute value"),
    /** Each job has one task a host. */
    UNIQUE_HOST("unique host"),
    /** Each job spread evenly over {@link #ZONES} zones. */
    BALANCED("balanced attribute");

    static final int CORES = 8;
    static final int MEM_A_CORE = 1024;
    static final int TASKS_A_RUN = 200;
    static final int RACKS = 4;
    static final int ZONES = 5;
    private static final double FULL = 0.97;

    /** Agents enough to warm up on. */
    private static final int SMALL = 200;

    final String words;

    PlacementCase(String words) {
        this.words = words;
    }

    /** How many tasks fill a cluster. */
    static int tasks(int agents) {
        return (int) (agents * CORES * FULL);
    }

    static String rack(int number) {
        return "r" + number % RACKS;
    }

    /** Not in step with the racks. */
    static String zone(int agent) {
        return "z" + agent / RACKS % ZONES;
    }

    /** Fills one cluster. */
    interface Fill {
        Outcome of(PlacementCase what, int agents, int most);
    }

    /**
     * Fills small clusters until the compiler has done its work, then clusters of that size for as long again, one at least: with
     * all others it is the fill of median speed that counts.
     *
     * @param args the case, how many agents, tasks at most, and for how many seconds of processor time each of the two
     */
    static Outcome median(String[] args, Fill fill) {
        PlacementCase what = valueOf(args[0]);
        int agents = Integer.parseInt(args[1]);
        int most = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[3]);
        for (Clock start = Clock.now(); start.secondsOfCpu() < seconds; ) {
            fill.of(what, Math.min(agents, SMALL), Integer.MAX_VALUE);
        }
        List<Outcome> outcomes = new ArrayList<>();
        Clock start = Clock.now();
        do {
            outcomes.add(fill.of(what, agents, most));
        } while (start.secondsOfCpu() < seconds);
        outcomes.sort(Comparator.comparingDouble(Outcome::tasksPerSecond));
        return outcomes.get(outcomes.size() / 2);
    }

    /** Nanoseconds so far: by the clock, and of the processor in all of this process' Java threads, without compiler and collector. */
    record Clock(long nanos, long cpuNanos) {

        static Clock now() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu = 0;
            for (long thread : threads.getAllThreadIds()) {
                cpu += Math.max(0, threads.getThreadCpuTime(thread));
            }
            return new Clock(System.nanoTime(), cpu);
        }

        /** Since then. */
        double secondsOfCpu() {
            return (now().cpuNanos - cpuNanos) / 1e9;
        }

        Clock plusSince(Clock start) {
            Clock now = now();
            return new Clock(nanos + now.nanos - start.nanos, cpuNanos + now.cpuNanos - start.cpuNanos);
        }
    }

    /**
     * What came of it.
     *
     * @param tasks those of all runs but the first, in which all agents are new
     * @param taken in the placing of these alone
     * @param agents how many have a task
     */
    record Outcome(int tasks, Clock taken, int agents) {

        double tasksPerSecond() {
            return tasks * 1e9 / taken.nanos;
        }

        double tasksPerCpuSecond() {
            return tasks * 1e9 / taken.cpuNanos;
        }

        /** From the measuring process: a line that {@link #parse} takes. */
        String line() {
            return tasks + " " + taken.nanos + " " + taken.cpuNanos + " " + agents;
        }

        static Outcome parse(String line) {
            String[] fields = line.split(" ");
            return new Outcome(
                    Integer.parseInt(fields[0]),
                    new Clock(Long.parseLong(fields[1]), Long.parseLong(fields[2])),
                    Integer.parseInt(fields[3]));
        }
    }
}
