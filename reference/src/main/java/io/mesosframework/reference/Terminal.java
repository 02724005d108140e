package io.mesosframework.reference;

import io.mesosframework.scheduler.TaskView;
import java.io.PrintWriter;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a run's words go: the start script tells by system properties whether stdout is a terminal, and how wide. */
record Terminal(PrintWriter out, PrintWriter err, boolean json, boolean interactive, int width) {

    static Terminal of(@Nullable CommandSpec spec, boolean json) {
        if (spec == null) {
            throw new IllegalStateException("a command without its line");
        }
        return new Terminal(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                json,
                Boolean.getBoolean("mesosfw.terminal"),
                Integer.getInteger("mesosfw.columns", 100));
    }

    Report report(TaskView tasks, String headline) {
        if (json) {
            return new JsonReport(out, err);
        }
        return interactive ? new LiveTable(out, tasks, Clock.systemUTC(), width, headline) : new PlainReport(out, err);
    }
}
