package io.mesosframework.conformance.guide;

import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What docs/guide shows of executors; compiled. */
final class ExecutorSnippets {

    private ExecutorSnippets() {}

    // guide: executor
    /** Finishes every task as soon as it is launched, until it is told to end. */
    public static void main(String[] arguments) throws Exception {
        var launched = new LinkedBlockingQueue<TaskInfo>();
        var end = new CountDownLatch(1);
        var environment = ExecutorEnvironment.parse(System.getenv());
        try (var client = ExecutorClient.builder(environment).start(new Queueing(launched, end))) {
            while (end.getCount() > 0) {
                TaskInfo task = launched.poll(1, TimeUnit.SECONDS);
                if (task != null) {
                    TaskStatus.Builder status = TaskStatus.newBuilder().setTaskId(task.getTaskId());
                    client.update(status.setState(TaskState.TASK_RUNNING).build())
                            .get();
                    client.update(status.setState(TaskState.TASK_FINISHED).build())
                            .get();
                }
            }
        }
    }

    /** Hands what is launched to the thread of main. */
    record Queueing(LinkedBlockingQueue<TaskInfo> launched, CountDownLatch end) implements ExecutorListener {

        @Override
        public void event(Event event) {
            if (event.getType() == Event.Type.LAUNCH) {
                launched.add(event.getLaunch().getTask());
            }
        }

        @Override
        public void shutdown(ShutdownReason reason) {
            end.countDown();
        }
    }
    // guide: end
}
