package io.mesosframework.conformance.mainjob;

import io.mesosframework.executor.ExecutorRuntime;
import io.mesosframework.executor.TaskRun;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** An executor that runs its tasks in itself: one told {@code end} finishes at once, any other one when it is killed. */
final class WorkerExecutor {

    private WorkerExecutor() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(ExecutorRuntime.builder((executor, task) -> executor.run(task, WorkerExecutor::work))
                .run());
    }

    private static String work(TaskRun run) throws InterruptedException {
        if (!run.command().getValue().equals("end")) {
            new CountDownLatch(1).await();
        }
        return "";
    }

    /** It as an application has it, on this machine. */
    static CustomExecutor custom() {
        String jars = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return CustomExecutor.of(
                "worker",
                Command.shell("exec %s -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s"
                        .formatted(java, jars, WorkerExecutor.class.getName())));
    }
}
