package io.mesosframework.benchmarks;

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

    /**
     * What came of it.
     *
     * @param tasks those of all runs but the first, in which all agents are new
     * @param seconds in the placing of these alone
     * @param agents how many have a task
     */
    record Outcome(int tasks, double seconds, int agents) {

        double tasksPerSecond() {
            return tasks / seconds;
        }

        /** From the measuring process: a line that {@link #parse} takes. */
        String line() {
            return tasks + " " + seconds + " " + agents;
        }

        static Outcome parse(String line) {
            String[] fields = line.split(" ");
            return new Outcome(Integer.parseInt(fields[0]), Double.parseDouble(fields[1]), Integer.parseInt(fields[2]));
        }
    }
}
