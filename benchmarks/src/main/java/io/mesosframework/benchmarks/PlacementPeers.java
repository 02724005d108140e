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

    /** To fill the largest cluster takes Fenzo a minute at its fastest, and hours at its best. */
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
        double seconds = quick ? 0.1 : 3;
        List<double[]> rounds = new ArrayList<>();
        for (int round = 0; round < (quick || agents == LARGEST ? 1 : 3); round++) {
            Outcome theirs = fenzo(what, agents, most, FAST, seconds);
            Outcome ours = ours(what, agents, most, seconds);
            rounds.add(new double[] {
                theirs.tasksPerSecond(), ours.tasksPerSecond(), ours.tasksPerCpuSecond() / theirs.tasksPerCpuSecond()
            });
        }
        String where = "%s, %,d agents".formatted(what.words, agents);
        figures.add(Figure.of(PART, where + ": Fenzo", Numbers.median(rounds, all -> all[0]), "tasks/s"));
        figures.add(Figure.of(PART, where + ": ours", Numbers.median(rounds, all -> all[1]), "tasks/s"));
        figures.add(Figure.withGoalAtLeast(
                PART, where + ": ours to Fenzo", Numbers.median(rounds, all -> all[1] / all[0]), "x", GOAL));
        figures.add(Figure.of(
                PART,
                where + ": the same by processor time of all threads",
                Numbers.median(rounds, all -> all[2]),
                "x"));
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

    private static Outcome ours(PlacementCase what, int agents, int most, double seconds)
            throws IOException, InterruptedException {
        return outcome(
                Bench.jvm(PlacementRate.class, List.of("-Xmx512m"), what.name(), "" + agents, "" + most, "" + seconds));
    }

    private Outcome fenzo(PlacementCase what, int agents, int most, double goodEnough, double seconds)
            throws IOException, InterruptedException {
        ProcessBuilder process = Bench.jvm(
                FenzoRate.class,
                List.of("-Xmx512m"),
                what.name(),
                "" + agents,
                "" + most,
                "" + seconds,
                "" + goodEnough);
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
