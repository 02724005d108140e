package io.mesosframework.conformance.mainjob;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.CustomExecutor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** An executor that runs its tasks in itself: one told {@code end} finishes at once, any other one when it is killed. */
final class WorkerExecutor implements ExecutorListener {

    private final CompletableFuture<ExecutorClient> client = new CompletableFuture<>();
    private final CompletableFuture<ShutdownReason> end = new CompletableFuture<>();

    public static void main(String[] arguments) {
        WorkerExecutor worker = new WorkerExecutor();
        try (ExecutorClient client = ExecutorClient.builder(ExecutorEnvironment.parse(System.getenv()))
                .start(worker)) {
            worker.client.complete(client);
            worker.end.join();
        }
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

    @Override
    public void event(Event event) {
        if (event.getType() == Event.Type.LAUNCH) {
            TaskInfo task = event.getLaunch().getTask();
            tell(task.getTaskId(), TaskState.TASK_RUNNING);
            if (command(task).equals("end")) {
                tell(task.getTaskId(), TaskState.TASK_FINISHED);
            }
        } else if (event.getType() == Event.Type.KILL) {
            tell(event.getKill().getTaskId(), TaskState.TASK_KILLED);
        }
    }

    private static String command(TaskInfo task) {
        try {
            return CommandInfo.parseFrom(task.getData()).getValue();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("Not told what to do", e);
        }
    }

    private void tell(TaskID task, TaskState state) {
        var unused = client.join()
                .update(TaskStatus.newBuilder().setTaskId(task).setState(state).build());
    }

    @Override
    public void shutdown(ShutdownReason reason) {
        end.complete(reason);
    }
}
