package io.mesosframework.executor.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A machine with a clock of its own; keeps every effect and every update. */
final class MachineHarness {

    static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

    private static final ExecutorID EXECUTOR =
            ExecutorID.newBuilder().setValue("e").build();
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final CommandExecutorMachine machine =
            new CommandExecutorMachine(ExecutorID.newBuilder().setValue("e").build(), SHUTDOWN_GRACE, this::nextUuid);
    private final List<TaskStatus> updates = new ArrayList<>();
    private Instant now = BEGIN;
    private long uuids;

    /** A harness whose task runs. */
    static MachineHarness running(TaskInfo task, FrameworkInfo.Capability.Type... capabilities) {
        MachineHarness harness = subscribed(capabilities);
        harness.on(launch(task));
        harness.on(new Input.Started());
        return harness;
    }

    static MachineHarness subscribed(FrameworkInfo.Capability.Type... capabilities) {
        MachineHarness harness = new MachineHarness();
        harness.on(subscribedEvent("someone", capabilities));
        return harness;
    }

    static Input subscribedEvent(String user, FrameworkInfo.Capability.Type... capabilities) {
        FrameworkInfo.Builder framework =
                FrameworkInfo.newBuilder().setName("f").setUser(user);
        for (FrameworkInfo.Capability.Type capability : capabilities) {
            framework.addCapabilitiesBuilder().setType(capability);
        }
        return event(Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setExecutorInfo(ExecutorInfo.newBuilder().setExecutorId(EXECUTOR))
                        .setAgentInfo(AgentInfo.newBuilder().setHostname("here"))
                        .setFrameworkInfo(framework)));
    }

    static TaskInfo.Builder task(String id) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue("a"))
                .setCommand(CommandInfo.newBuilder().setValue("true"));
    }

    static KillPolicy killPolicy(Duration grace) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))
                .build();
    }

    static Input launch(TaskInfo task) {
        return event(Event.newBuilder()
                .setType(Event.Type.LAUNCH)
                .setLaunch(Event.Launch.newBuilder().setTask(task)));
    }

    static Input kill(String taskId) {
        return event(Event.newBuilder()
                .setType(Event.Type.KILL)
                .setKill(Event.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue(taskId))));
    }

    static Input kill(String taskId, Duration grace) {
        return event(Event.newBuilder()
                .setType(Event.Type.KILL)
                .setKill(Event.Kill.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue(taskId))
                        .setKillPolicy(killPolicy(grace))));
    }

    static Input shutdown() {
        return event(Event.newBuilder().setType(Event.Type.SHUTDOWN));
    }

    static Input acknowledged(TaskStatus status) {
        return event(Event.newBuilder()
                .setType(Event.Type.ACKNOWLEDGED)
                .setAcknowledged(Event.Acknowledged.newBuilder()
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid())));
    }

    static Input event(Event.Builder event) {
        return new Input.AgentEvent(event.build());
    }

    List<Effect> on(Input input) {
        List<Effect> effects = machine.on(input, now);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Update update) {
                updates.add(update.status());
            }
        }
        return effects;
    }

    /** Lets time pass, waking the machine whenever it wants to be; all effects of it. */
    List<Effect> pass(Duration duration) {
        Instant end = now.plus(duration);
        List<Effect> effects = new ArrayList<>();
        for (Instant wake = wake(); !wake.isAfter(end); wake = wake()) {
            now = wake.isAfter(now) ? wake : now;
            List<Effect> some = on(new Input.Wake());
            if (some.isEmpty() && !wake().isAfter(now)) {
                throw new AssertionError("The machine wants to be woken at " + wake() + " again and again");
            }
            effects.addAll(some);
        }
        now = end;
        return effects;
    }

    Instant wake() {
        return machine.nextWake().orElse(Instant.MAX);
    }

    Instant now() {
        return now;
    }

    /** Answers the one check that these effects ask for. */
    List<Effect> answer(List<Effect> effects, ProbeResult result) {
        Effect.Probe probe = effects.stream()
                .filter(Effect.Probe.class::isInstance)
                .map(Effect.Probe.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check was asked for: " + effects));
        return on(new Input.Probed(probe.spec().kind(), probe.run(), result));
    }

    List<TaskState> states() {
        return updates.stream().map(TaskStatus::getState).toList();
    }

    List<TaskStatus> updates() {
        return List.copyOf(updates);
    }

    TaskStatus last() {
        return updates.get(updates.size() - 1);
    }

    private ByteString nextUuid() {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(0).putLong(++uuids).array());
    }
}
