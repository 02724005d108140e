package io.mesosframework.reference;

import io.mesosframework.scheduler.TaskView;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a run's words go: the start script tells by a system property whether stdout is a terminal. */
record Terminal(PrintWriter out, PrintWriter err, boolean json, boolean interactive) {

    static Terminal of(@Nullable CommandSpec spec, boolean json) {
        if (spec == null) {
            throw new IllegalStateException("a command without its line");
        }
        return new Terminal(
                spec.commandLine().getOut(), spec.commandLine().getErr(), json, Boolean.getBoolean("mesosfw.terminal"));
    }

    /** Whether something could not be written. A writer does not learn of it from the stream behind it. */
    boolean isLost() {
        return out.checkError() || System.out.checkError();
    }

    Report report(Supplier<TaskView> tasks, String headline) {
        if (json) {
            return new JsonReport(out, err);
        }
        Clock clock = Clock.systemUTC();
        return interactive
                ? new LiveTable(out, tasks, clock, ScreenSize.ofTerminal(clock), headline)
                : new PlainReport(out, err);
    }
}
