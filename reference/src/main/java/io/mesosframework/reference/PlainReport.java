package io.mesosframework.reference;

import io.mesosframework.scheduler.tasks.SlotTransition;
import java.io.PrintWriter;

/** One line for each thing that happens. */
final class PlainReport implements Report {

    private final PrintWriter out;
    private final PrintWriter err;

    PlainReport(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void note(String words) {
        err.println("mesosfw: " + Words.visible(words));
        err.flush();
    }

    @Override
    public void transition(SlotTransition transition) {
        if (transition.changesState()) {
            print(transition.at() + " " + Words.visible(Words.of(transition)));
        }
    }

    @Override
    public void summary(Summary summary) {
        print("summary: " + summary);
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
        err.flush();
    }
}
