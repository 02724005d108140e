package io.mesosframework.benchmarks;

import java.io.IOException;
import java.util.List;

/** A {@link SlotServer} in a process of its own. */
final class SlotProcess implements AutoCloseable {

    private final AskedProcess process;
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
        process = new AskedProcess(builder.start(), "the framework");
        String[] started = process.answer().split(" ", -1);
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
        return process.ask(SlotServer.CPU);
    }

    double heapMegabytes() throws IOException {
        return process.ask(SlotServer.HEAP);
    }

    /** One of {@link SlotServer}'s questions. */
    double ask(String question) throws IOException {
        return process.ask(question);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
