package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link RealLaunches} on the real Mesos, and mesos-go's example scheduler and executor doing the same. */
final class RealLaunchPeers {

    static final String PART = "tasks launched and finished on the real Mesos, two agents, an executor each";

    private static final double GOAL_TO_MESOS_GO = 2;
    private static final double GOAL_TO_BARE = 1.2;
    private static final String AGENT = "cpus:51;mem:65536;disk:10000;ports:[31000-31999]";
    private static final int TASKS_AN_AGENT = 500;
    private static final int PORT = 15_650;

    /** The first JDK that makes them by itself. */
    private static final int ARCHIVES_SINCE = 19;

    private static final Path MODULE = Path.of("benchmarks/peers/mesos-go");
    private static final String EXAMPLES = "github.com/mesos/mesos-go/api/v1/cmd/";

    private final Path root;
    private final Path bench;
    private final int tasks;

    private RealLaunchPeers(Path root, int tasks) {
        this.root = root;
        this.bench = root.resolve("build/bench");
        this.tasks = tasks;
    }

    /**
     * Ours, the bare client and mesos-go in turn, each time the whole of it; before that ours and the bare client once without being counted.
     *
     * @throws IOException where the real Mesos, Go or its module cannot be had
     */
    static List<Figure> measure(Path root, boolean quick) throws IOException, InterruptedException {
        return new RealLaunchPeers(root, quick ? 50 : 2 * TASKS_AN_AGENT).measure(quick ? 1 : 5);
    }

    private List<Figure> measure(int rounds) throws IOException, InterruptedException {
        Files.createDirectories(bench);
        Path rig = root.resolve("conformance/real-mesos/rig.sh");
        MesosGo.run(root, rig.toString(), "check");
        for (String example : List.of("example-scheduler", "example-executor")) {
            MesosGo.run(
                    root.resolve(MODULE),
                    "go",
                    "build",
                    "-o",
                    bench.resolve(example).toString(),
                    EXAMPLES + example);
        }
        Path directory = Files.createTempDirectory("mesos-bench");
        List<double[]> all = new ArrayList<>();
        try {
            rig(rig, "up", directory);
            // Leaves the archives of classes behind that the others start from.
            java("framework");
            java(RealLaunches.BARE);
            for (int round = 0; round < rounds; round++) {
                double[] ours = java("framework");
                double[] bare = java(RealLaunches.BARE);
                all.add(new double[] {ours[0], bare[0], mesosGo(), ours[1], bare[1]});
            }
        } finally {
            rig(rig, "down", directory);
            OfferToAccept.delete(directory);
        }
        String what = "%,d tasks: ".formatted(tasks);
        return List.of(
                Figure.of(PART, what + "ours", Numbers.median(all, each -> each[0]), "s"),
                Figure.of(PART, what + "a bare client", Numbers.median(all, each -> each[1]), "s"),
                Figure.of(PART, what + "mesos-go's examples", Numbers.median(all, each -> each[2]), "s"),
                Figure.of(PART, what + "as many again, ours", Numbers.median(all, each -> each[3]), "s"),
                Figure.of(PART, what + "as many again, the bare client", Numbers.median(all, each -> each[4]), "s"),
                Figure.withGoalAtLeast(
                        PART,
                        "mesos-go's time to ours",
                        Numbers.median(all, each -> each[2] / each[0]),
                        "x",
                        GOAL_TO_MESOS_GO),
                Figure.withGoal(
                        PART,
                        "our time to the bare client's",
                        Numbers.median(all, each -> each[0] / each[1]),
                        "x",
                        GOAL_TO_BARE));
    }

    /** What it leaves running keeps its output open, so that goes to a file. */
    private void rig(Path rig, String command, Path directory) throws IOException, InterruptedException {
        Path log = bench.resolve("rig.log");
        List<String> line = new ArrayList<>(List.of("bash", rig.toString(), command, directory.toString()));
        if (command.equals("up")) {
            line.addAll(List.of("--agents", "2", "--port", String.valueOf(PORT), "--resources", AGENT));
            line.addAll(
                    List.of("--owner", String.valueOf(ProcessHandle.current().pid())));
            line.addAll(List.of("--dist", root.resolve("build/real-mesos").toString()));
        }
        int exit = new ProcessBuilder(line)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("rig.sh " + command + " ended with " + exit + ": " + Files.readString(log));
        }
    }

    /** Seconds: the first tasks, and as many again. */
    private double[] java(String which) throws IOException, InterruptedException {
        Process process = Bench.jvm(
                        RealLaunches.class,
                        options(which),
                        which,
                        "127.0.0.1:" + PORT,
                        String.valueOf(tasks),
                        String.valueOf(TASKS_AN_AGENT))
                .start();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException(which + " ended before all tasks had finished");
            }
            process.waitFor();
            return Arrays.stream(line.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } finally {
            Bench.end(process);
        }
    }

    /** As {@code mesosfw} starts: for a quick start, not for the last bit of speed later. */
    private List<String> options(String which) {
        List<String> options = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= ARCHIVES_SINCE) {
            options.add("-XX:+AutoCreateSharedArchive");
            options.add("-XX:SharedArchiveFile=" + bench.resolve(which + ".jsa"));
            options.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        }
        return options;
    }

    private double mesosGo() throws IOException, InterruptedException {
        Path log = bench.resolve("mesos-go.log");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        bench.resolve("example-scheduler").toString(),
                        "-url=http://127.0.0.1:" + PORT + "/api/v1/scheduler",
                        "-executor=" + bench.resolve("example-executor"),
                        "-exec.image=",
                        "-tasks=" + tasks,
                        "-cpu=0.1",
                        "-memory=16",
                        "-exec.cpu=0.1",
                        "-exec.memory=128")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            // Its exit code is 1 even then.
            if (!process.waitFor(120, TimeUnit.SECONDS)
                    || !Files.readString(log).contains("mission accomplished")) {
                throw new IOException("mesos-go's example did not come to its end: see " + log);
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            Bench.end(process);
        }
    }
}
