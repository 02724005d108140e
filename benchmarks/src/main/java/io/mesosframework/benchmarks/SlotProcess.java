package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@link SlotServer} in a process of its own. */
final class SlotProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final double emptyMegabytes;
    private final double startSeconds;

    /**
     * Returns once all slots run.
     *
     * @param before what the command begins with, before the program
     */
    SlotProcess(List<String> before, List<String> options, String master, int slots, String storage)
            throws IOException {
        ProcessBuilder builder = Bench.jvm(SlotServer.class, options, master, String.valueOf(slots), storage);
        builder.command().addAll(0, before);
        process = builder.start();
        answers = process.inputReader();
        questions = process.outputWriter(StandardCharsets.US_ASCII);
        String[] started = answer().split(" ", -1);
        emptyMegabytes = Double.parseDouble(started[0]);
        startSeconds = Double.parseDouble(started[1]);
    }

    /** The heap in use before there was a slot. */
    double emptyMegabytes() {
        return emptyMegabytes;
    }

    /** From the beginning of the process until all slots ran and the master had told the state of each. */
    double startSeconds() {
        return startSeconds;
    }

    double cpuSeconds() throws IOException {
        return ask(SlotServer.CPU);
    }

    double heapMegabytes() throws IOException {
        return ask(SlotServer.HEAP);
    }

    private double ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return Double.parseDouble(answer());
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the framework has ended");
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
