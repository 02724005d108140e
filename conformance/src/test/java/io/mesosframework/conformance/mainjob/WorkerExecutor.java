package io.mesosframework.conformance.mainjob;

import com.google.protobuf.ByteString;
import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.executor.ExecutorRuntime;
import io.mesosframework.executor.ProcessTask;
import io.mesosframework.executor.TaskRun;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An executor whose tasks are told by their commands: {@code end} finishes at once, {@code once FILE} when there is that file, what begins
 * with {@code sh} is a process, and any other one ends when it is killed. Messages it sends back.
 */
final class WorkerExecutor implements ExecutorHandler {

    private WorkerExecutor() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(ExecutorRuntime.builder(new WorkerExecutor()).run());
    }

    @Override
    public void launch(ExecutorContext executor, TaskInfo task) {
        CommandInfo command = executor.command(task);
        if (command.getValue().startsWith("sh ")) {
            String told = command.getValue().substring(3);
            executor.run(task, ProcessTask.of(command.toBuilder().setValue(told).build()));
        } else {
            executor.run(task, WorkerExecutor::work);
        }
    }

    @Override
    public void message(ExecutorContext executor, ByteString data) {
        var unused = executor.message(data);
    }

    private static String work(TaskRun run) throws InterruptedException {
        String told = run.command().getValue();
        if (told.startsWith("once ")) {
            Path file = Path.of(told.substring(5));
            while (Files.notExists(file)) {
                new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
            }
        } else if (!told.equals("end")) {
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
