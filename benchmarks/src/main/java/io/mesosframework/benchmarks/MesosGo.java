package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** mesos-go's decoder on the same streams, in a program of ours that uses it as its own clients do. */
final class MesosGo {

    static final String PART = "mesos-go's decoder on the same streams";

    private MesosGo() {}

    /** @throws IOException where Go, or the module's sources, cannot be had */
    static List<Figure> measure(Path root, Map<Cut, String> masters, boolean quick)
            throws IOException, InterruptedException {
        Path program = root.resolve("build/bench/mesos-go");
        Files.createDirectories(root.resolve("build/bench"));
        run(root.resolve("benchmarks/peers/mesos-go"), "go", "build", "-o", program.toString(), ".");
        String rounds = quick ? "1" : "5";
        String events = quick ? "20000" : "200000";
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<Cut, String> way : masters.entrySet()) {
            Cut cut = way.getKey();
            for (String line : run(root, program.toString(), way.getValue(), rounds, events)) {
                String[] figure = line.split(" ");
                figures.add(Figure.of(PART, cut.words + ": CPU", Double.parseDouble(figure[0]), "us/event"));
                figures.add(Figure.of(PART, cut.words + ": throughput", Double.parseDouble(figure[1]), "events/s"));
                figures.add(Figure.of(PART, cut.words + ": allocated", Double.parseDouble(figure[2]), "bytes/event"));
            }
        }
        return figures;
    }

    /** The lines it prints. */
    static List<String> run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = out.lines().toList();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + String.join("; ", lines));
            }
            return lines;
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }
}
