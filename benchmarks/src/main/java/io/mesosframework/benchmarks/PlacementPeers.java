package io.mesosframework.benchmarks;

import io.mesosframework.benchmarks.PlacementCase.Outcome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Each {@link PlacementCase} by us and by Fenzo in turn, each in a process of its own. */
final class PlacementPeers {

    static final String PART = "placement beside Fenzo 1.0.1, 200 tasks a run";

    private static final double GOAL = 20;

    /** Fenzo takes the first agent of this fitness: its fastest setting, and the one that looks at all. */
    private static final double FAST = 0.01;

    private static final double BEST = 1;

    /** The largest cluster takes Fenzo most of a minute to hear of, and hours to fill at its best. */
    private static final int LARGEST = 10_000;

    private static final int TASKS_ON_LARGEST = 8_000;
    private static final int TASKS_AT_BEST = 2_000;

    private final Path apacheJars;
    private final boolean quick;
    private final List<Figure> figures = new ArrayList<>();

    private PlacementPeers(Path apacheJars, boolean quick) {
        this.apacheJars = apacheJars;
        this.quick = quick;
    }

    /** @param apacheJars the directory with Apache's bindings and their protobuf */
    static List<Figure> measure(Path apacheJars, boolean quick) throws IOException, InterruptedException {
        PlacementPeers peers = new PlacementPeers(apacheJars, quick);
        for (int agents : quick ? new int[] {200} : new int[] {200, 2_000, LARGEST}) {
            for (PlacementCase what : PlacementCase.values()) {
                peers.rates(what, agents);
            }
            peers.agentsUsed(agents);
        }
        return peers.figures;
    }

    private void rates(PlacementCase what, int agents) throws IOException, InterruptedException {
        int most = agents == LARGEST ? TASKS_ON_LARGEST : Integer.MAX_VALUE;
        // So many tasks in all before the round that counts: the compiler has seen enough of it then, and no more of
        // one than of the other.
        int warmUp = quick || agents == LARGEST ? 0 : 20_000 / PlacementCase.tasks(agents);
        List<double[]> rounds = new ArrayList<>();
        for (int round = 0; round < (quick || agents == LARGEST ? 1 : 3); round++) {
            Outcome theirs = fenzo(what, agents, most, FAST, warmUp);
            Outcome ours = ours(what, agents, most, agents == LARGEST ? 1 : warmUp);
            rounds.add(new double[] {theirs.tasksPerSecond(), ours.tasksPerSecond()});
        }
        String where = "%s, %,d agents".formatted(what.words, agents);
        figures.add(Figure.of(PART, where + ": Fenzo", Numbers.median(rounds, both -> both[0]), "tasks/s"));
        figures.add(Figure.of(PART, where + ": ours", Numbers.median(rounds, both -> both[1]), "tasks/s"));
        figures.add(Figure.withGoalAtLeast(
                PART, where + ": ours to Fenzo", Numbers.median(rounds, both -> both[1] / both[0]), "x", GOAL));
    }

    private void agentsUsed(int agents) throws IOException, InterruptedException {
        for (PlacementCase what : PlacementCase.values()) {
            Outcome theirs = fenzo(what, agents, TASKS_AT_BEST, BEST, 0);
            Outcome ours = ours(what, agents, TASKS_AT_BEST, 0);
            String where = "%s, %,d agents".formatted(what.words, agents);
            figures.add(Figure.of(PART, where + ": Fenzo at its best", theirs.tasksPerSecond(), "tasks/s"));
            figures.add(Figure.withGoal(PART, where + ": agents used", ours.agents(), "agents", theirs.agents()));
        }
    }

    private static Outcome ours(PlacementCase what, int agents, int most, int warmUp)
            throws IOException, InterruptedException {
        return outcome(
                Bench.jvm(PlacementRate.class, List.of("-Xmx512m"), what.name(), "" + agents, "" + most, "" + warmUp));
    }

    private Outcome fenzo(PlacementCase what, int agents, int most, double goodEnough, int warmUp)
            throws IOException, InterruptedException {
        ProcessBuilder process = Bench.jvm(
                FenzoRate.class,
                List.of("-Xmx512m"),
                what.name(),
                "" + agents,
                "" + most,
                "" + goodEnough,
                "" + warmUp);
        int classPath = process.command().indexOf("-cp") + 1;
        process.command()
                .set(
                        classPath,
                        apacheJars + "/*" + File.pathSeparator
                                + process.command().get(classPath));
        return outcome(process);
    }

    private static Outcome outcome(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = out.lines().toList();
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IOException("it ended with " + process.waitFor() + ": " + builder.command());
            }
            return Outcome.parse(lines.get(lines.size() - 1));
        } finally {
            Bench.end(process);
        }
    }
}
