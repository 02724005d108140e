package io.mesosframework.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A process that says a line when it is ready, and answers each line with one. */
final class AskedProcess implements AutoCloseable {

    private final Process process;
    private final String name;
    private final BufferedReader answers;
    private final Writer questions;

    /** @param name what runs in it, for the error where it has ended */
    AskedProcess(Process process, String name) {
        this.process = process;
        this.name = name;
        this.answers = process.inputReader();
        this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    }

    double ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return Double.parseDouble(answer());
    }

    /** Its next line. */
    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(name + " has ended");
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
