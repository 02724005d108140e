package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@link ScaleServer} in a process of its own. */
final class MesosProcess implements AutoCloseable {

    private static final List<String> HEAP = List.of("-Xmx1500m");

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final String master;
    private final double startSeconds;

    /** @param resources of each agent */
    MesosProcess(int agents, String resources, int allocationMillis) throws IOException {
        process = Bench.jvm(
                        ScaleServer.class, HEAP, String.valueOf(agents), resources, String.valueOf(allocationMillis))
                .start();
        answers = process.inputReader();
        questions = process.outputWriter(StandardCharsets.US_ASCII);
        String[] started = answer().split(" ", -1);
        master = started[0];
        startSeconds = Double.parseDouble(started[1]);
    }

    /** Its address, {@code host:port}. */
    String master() {
        return master;
    }

    /** How long {@code start} took, in a JVM that had done nothing before. */
    double startSeconds() {
        return startSeconds;
    }

    double cpuSeconds() throws IOException {
        return ask(ScaleServer.CPU);
    }

    double heapMegabytes() throws IOException {
        return ask(ScaleServer.HEAP);
    }

    private double ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return Double.parseDouble(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the embedded Mesos has ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        answers.close();
        try {
            Bench.end(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
