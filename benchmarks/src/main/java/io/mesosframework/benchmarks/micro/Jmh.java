package io.mesosframework.benchmarks.micro;

import java.util.Locale;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a class of benchmarks in one process of its own and prints what they took, one figure a line. */
public final class Jmh {

    private Jmh() {}

    /**
     * @param iterations of one second each, as many again before them to warm up
     * @param what tells what a figure is of
     * @param unit such as {@code ns/record}
     */
    static void run(
            Class<?> benchmarks, int iterations, String part, Function<BenchmarkParams, String> what, String unit)
            throws RunnerException {
        var options = new OptionsBuilder()
                .include("\\." + benchmarks.getSimpleName() + "\\.")
                .forks(1)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(options).run()) {
            System.out.println(line(
                    part,
                    what.apply(result.getParams()),
                    result.getPrimaryResult().getScore(),
                    unit));
        }
    }

    /** A figure without a goal, as who started this process reads it. */
    public static String line(String part, String what, double value, String unit) {
        return String.join("\t", "FIGURE", part, what, Double.toString(value), unit, "", "");
    }

    /** The benchmark's name in words: {@code aScanOfAll} is "a scan of all". */
    static String words(BenchmarkParams params) {
        String name = params.getBenchmark();
        String method = name.substring(name.lastIndexOf('.') + 1);
        return method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
