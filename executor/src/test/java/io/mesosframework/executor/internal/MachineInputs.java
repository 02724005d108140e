package io.mesosframework.executor.internal;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.executor.Event;

/** What tests tell a {@link RuntimeMachine}. */
final class MachineInputs {

    private MachineInputs() {}

    static TaskID id(String id) {
        return TaskID.newBuilder().setValue(id).build();
    }

    static RuntimeInput subscribed(FrameworkInfo.Capability.Type... capabilities) {
        return new RuntimeInput.Received(
                ((Input.AgentEvent) MachineHarness.subscribedEvent("someone", capabilities)).event());
    }

    static RuntimeInput launch(String id) {
        return launch(MachineHarness.task(id).build());
    }

    static RuntimeInput launch(TaskInfo task) {
        return new RuntimeInput.Received(Event.newBuilder()
                .setType(Event.Type.LAUNCH)
                .setLaunch(Event.Launch.newBuilder().setTask(task))
                .build());
    }

    /** As the standard handler answers KILL. */
    static RuntimeInput kill(TaskID id) {
        return new RuntimeInput.Kill(id, KillPolicy.getDefaultInstance());
    }
}
