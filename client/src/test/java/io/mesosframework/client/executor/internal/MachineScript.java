package io.mesosframework.client.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.MesosException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Drives a machine through virtual time and tells what it did last. */
final class MachineScript {

    static MesosException cut() {
        return new SubscriptionLostException("cut");
    }

    final ExecutorMachine machine;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    List<Effect> effects = List.of();
    final List<Effect> all = new ArrayList<>();
    int attempt = 1;
    private @Nullable Instant timer;

    MachineScript(boolean checkpoint) {
        machine = new ExecutorMachine(settings(checkpoint), new SplittableRandom(1));
    }

    static ExecutorSettings settings(boolean checkpoint) {
        return new ExecutorSettings(
                FrameworkID.newBuilder().setValue("f").build(),
                ExecutorID.newBuilder().setValue("e").build(),
                checkpoint,
                Duration.ofMinutes(15),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofMinutes(30),
                5);
    }

    MachineScript on(Input input) {
        if (input instanceof Input.Timer) {
            timer = null;
        }
        effects = machine.on(input, now);
        all.addAll(effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.SetTimer set) {
                timer = set.at();
            } else if (effect instanceof Effect.CancelTimer) {
                timer = null;
            }
        }
        only(Effect.Connect.class).ifPresent(connect -> attempt = connect.attempt());
        return this;
    }

    MachineScript subscribed() {
        on(new Input.Start());
        return resubscribed();
    }

    MachineScript resubscribed() {
        on(new Input.Connected(attempt));
        return event(subscribedEvent());
    }

    MachineScript event(Event event) {
        return on(new Input.Received(attempt, event));
    }

    MachineScript lost() {
        return on(new Input.StreamLost(attempt, cut()));
    }

    MachineScript update(long ticket, String task, TaskState state) {
        return on(new Input.Update(ticket, status(task, state)));
    }

    /** Lets time run up to the timer, which it must not pass. */
    MachineScript untilTimer() {
        now = timer().orElseThrow();
        return on(new Input.Timer());
    }

    Optional<Instant> timer() {
        return Optional.ofNullable(timer);
    }

    <T extends Effect> List<T> list(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends Effect> Optional<T> only(Class<T> type) {
        List<T> found = list(type);
        assertThat(found).hasSizeLessThanOrEqualTo(1);
        return found.stream().findFirst();
    }

    Call.Subscribe subscribe() {
        return only(Effect.Subscribe.class).orElseThrow().call().getSubscribe();
    }

    List<TaskStatus> sentUpdates() {
        return list(Effect.Send.class).stream()
                .filter(send -> send.call().getType() == Call.Type.UPDATE)
                .map(send -> send.call().getUpdate().getStatus())
                .toList();
    }

    ShutdownReason.Kind shutdown() {
        return only(Effect.Shutdown.class).orElseThrow().reason().kind();
    }

    static TaskStatus status(String task, TaskState state) {
        return TaskStatus.newBuilder().setTaskId(id(task)).setState(state).build();
    }

    static TaskID id(String task) {
        return TaskID.newBuilder().setValue(task).build();
    }

    static TaskInfo task(String name) {
        return TaskInfo.newBuilder()
                .setName(name)
                .setTaskId(id(name))
                .setAgentId(AgentID.newBuilder().setValue("a"))
                .build();
    }

    static Event launch(String task) {
        return Event.newBuilder()
                .setType(Event.Type.LAUNCH)
                .setLaunch(Event.Launch.newBuilder().setTask(task(task)))
                .build();
    }

    static Event acknowledged(TaskStatus status) {
        return acknowledged(status.getTaskId().getValue(), status.getUuid());
    }

    static Event acknowledged(String task, ByteString uuid) {
        return Event.newBuilder()
                .setType(Event.Type.ACKNOWLEDGED)
                .setAcknowledged(
                        Event.Acknowledged.newBuilder().setTaskId(id(task)).setUuid(uuid))
                .build();
    }

    static Event event(Event.Type type) {
        return Event.newBuilder().setType(type).build();
    }

    static Event subscribedEvent() {
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
}
