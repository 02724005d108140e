package io.mesosframework.conformance.guide;

import com.google.protobuf.ByteString;
import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.executor.ExecutorRuntime;
import io.mesosframework.executor.ProcessTask;
import io.mesosframework.executor.TaskRun;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;

/** What docs/guide shows of executors; compiled. */
final class ExecutorSnippets {

    private ExecutorSnippets() {}

    // guide: executor
    /** Runs what begins with "sh " as a process and squares everything else; ends when it has had nothing to do for an hour. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(ExecutorRuntime.builder(new Squares())
                .endWhenIdle(Duration.ofHours(1))
                .run());
    }

    record Squares() implements ExecutorHandler {

        @Override
        public void launch(ExecutorContext executor, TaskInfo task) {
            if (executor.command(task).getValue().startsWith("sh ")) {
                executor.run(task, ProcessTask.of(executor.command(task)));
            } else {
                executor.run(task, Squares::square);
            }
        }

        private static String square(TaskRun run) {
            int number = Integer.parseInt(run.command().getValue());
            var unused = run.progress("working on " + number);
            return "the square is " + number * number;
        }

        @Override
        public void message(ExecutorContext executor, ByteString data) {
            var unused = executor.message(data); // back to the framework
        }
    }
    // guide: end
}
