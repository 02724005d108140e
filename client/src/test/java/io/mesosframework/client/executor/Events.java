package io.mesosframework.client.executor;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;

/** What agents say, and the statuses they are told. */
final class Events {

    private Events() {}

    static Event subscribed() {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setExecutorInfo(ExecutorInfo.newBuilder()
                                .setExecutorId(ExecutorID.newBuilder().setValue("e")))
                        .setFrameworkInfo(
                                FrameworkInfo.newBuilder().setUser("u").setName("n"))
                        .setAgentInfo(AgentInfo.newBuilder().setHostname("h")))
                .build();
    }

    static Event launch(String task) {
        return Event.newBuilder()
                .setType(Event.Type.LAUNCH)
                .setLaunch(Event.Launch.newBuilder()
                        .setTask(TaskInfo.newBuilder()
                                .setName(task)
                                .setTaskId(id(task))
                                .setAgentId(AgentID.newBuilder().setValue("a"))))
                .build();
    }

    static Event acknowledged(TaskStatus status) {
        return Event.newBuilder()
                .setType(Event.Type.ACKNOWLEDGED)
                .setAcknowledged(Event.Acknowledged.newBuilder()
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid()))
                .build();
    }

    static Event message(String text) {
        return Event.newBuilder()
                .setType(Event.Type.MESSAGE)
                .setMessage(Event.Message.newBuilder().setData(ByteString.copyFromUtf8(text)))
                .build();
    }

    static Event shutdown() {
        return Event.newBuilder().setType(Event.Type.SHUTDOWN).build();
    }

    static TaskStatus status(String task, TaskState state) {
        return TaskStatus.newBuilder().setTaskId(id(task)).setState(state).build();
    }

    private static TaskID id(String task) {
        return TaskID.newBuilder().setValue(task).build();
    }
}
