package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From the command that {@code make run} runs to the first task that runs, all processes and the embedded Mesos included. */
final class FirstTask {

    static final String PART = "make run, once built";

    private static final double GOAL_SECONDS = 10;

    private FirstTask() {}

    /** @throws IOException if the run ended without a running task */
    static Figure measure(Path root, int times) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            seconds.add(once(root));
        }
        return Figure.withGoal(
                PART,
                "to the first running task: median",
                Numbers.median(seconds, Double::doubleValue),
                "s",
                GOAL_SECONDS);
    }

    private static double once(Path root) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process run = new ProcessBuilder(
                        root.resolve("mesosfw").toString(),
                        "run",
                        "--embedded",
                        "--agents",
                        "3",
                        "--apps",
                        root.resolve("examples/hello.json").toString(),
                        "--until-running",
                        "--timeout",
                        "60s",
                        "--json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = run.inputReader()) {
            double seconds = Double.NaN;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Double.isNaN(seconds) && line.contains("\"state\":\"running\"")) {
                    seconds = (System.nanoTime() - start) / 1e9;
                }
            }
            if (Double.isNaN(seconds)) {
                throw new IOException("mesosfw ended before a task ran");
            }
            return seconds;
        } finally {
            run.destroy();
            if (!run.waitFor(10, TimeUnit.SECONDS)) {
                run.destroyForcibly();
            }
        }
    }
}
