package io.mesosframework.embedded.internal.simulation;

import com.google.protobuf.Message;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.runtime.ContainerRuntime;
import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An executor that lives on the cluster's loop and speaks to its agent as every executor does, but without a wire. For a
 * plain command it ends with its task, for a task group when all its tasks have ended, and a custom one when it is told to.
 * There may be a hundred thousand: it keeps little.
 */
final class SimulatedExecutor implements Exchanges.Local {

    /** The wait status of a process ended by signal 9. */
    static final int SIGKILL = 9;

    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(3);

    /** No exchange has this number: nobody waits for the answer. */
    private static final long NOBODY = 0;

    final SimulatedRuntime runtime;
    private final ContainerRuntime.Listener listener;
    private final ContainerID containerId;
    private final FrameworkID frameworkId;
    private final ExecutorID executorId;
    private final Optional<TaskScript> ofCommand;
    private final boolean custom;
    private final boolean group;

    private final List<SimulatedTask> tasks = new ArrayList<>(1);

    /** Without ACKNOWLEDGED so far; the agent gives that in the same turn, unless it is away. */
    private final List<TaskStatus> unacknowledged = new ArrayList<>(1);

    private int groups;
    private boolean announcesKilling;
    boolean hasSubscribed;
    private boolean shuttingDown;
    private boolean dead;

    /**
     * @param ofCommand the script of its one task, if it is a plain command's: it is asked for once
     */
    SimulatedExecutor(
            SimulatedRuntime runtime,
            ContainerLaunch launch,
            ContainerRuntime.Listener listener,
            Optional<TaskScript> ofCommand) {
        this.runtime = runtime;
        this.ofCommand = ofCommand;
        this.listener = listener;
        this.containerId = launch.containerId();
        this.frameworkId = launch.executor().getFrameworkId();
        this.executorId = launch.executor().getExecutorId();
        this.group = launch.executor().getType() == ExecutorInfo.Type.DEFAULT;
        this.custom = launch.commandTask().isEmpty() && !group;
    }

    /** At the beginning, and again to an agent that is back. */
    void subscribe() {
        hasSubscribed = true;
        long exchange = runtime.exchanges.add(this);
        Call.Subscribe.Builder subscribe = Call.Subscribe.newBuilder();
        unacknowledged.forEach(status ->
                subscribe.addUnacknowledgedUpdates(Call.Update.newBuilder().setStatus(status)));
        call(exchange, Call.newBuilder().setType(Call.Type.SUBSCRIBE).setSubscribe(subscribe));
    }

    private void call(long exchange, Call.Builder call) {
        Call built = call.setFrameworkId(frameworkId).setExecutorId(executorId).build();
        runtime.cluster.deliver(
                () -> runtime.cluster.toAgent(runtime.agent, new AgentInput.ExecutorCall(exchange, built)));
    }

    @Override
    public void event(Message message) {
        if (dead || !(message instanceof Event event)) {
            return;
        }
        switch (event.getType()) {
            case SUBSCRIBED ->
                announcesKilling = Capabilities.has(
                        event.getSubscribed().getFrameworkInfo(), FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
            case LAUNCH -> launch(List.of(event.getLaunch().getTask()));
            case LAUNCH_GROUP -> launch(event.getLaunchGroup().getTaskGroup().getTasksList());
            case KILL -> kill(event.getKill().getTaskId(), event.getKill().getKillPolicy());
            case ACKNOWLEDGED -> acknowledged(event.getAcknowledged());
            case SHUTDOWN -> shutdown();
            default -> {} // HEARTBEAT; MESSAGE and ERROR, which mean nothing to a script
        }
    }

    private void launch(List<TaskInfo> together) {
        int number = groups++;
        List<SimulatedTask> launched = together.stream()
                .map(info -> new SimulatedTask(this, number, info, ofCommand.orElseGet(() -> runtime.script(info))))
                .toList();
        tasks.addAll(launched);
        launched.forEach(SimulatedTask::start);
    }

    private void kill(TaskID taskId, KillPolicy policy) {
        List.copyOf(tasks).stream()
                .filter(task -> task.id.equals(taskId))
                .forEach(task -> task.kill(task.grace(policy), announcesKilling));
    }

    private void shutdown() {
        shuttingDown = true;
        List.copyOf(tasks).forEach(task -> task.kill(SHUTDOWN_GRACE, announcesKilling));
        dieIfDone();
    }

    private void acknowledged(Event.Acknowledged acknowledged) {
        unacknowledged.removeIf(status -> status.getUuid().equals(acknowledged.getUuid()));
        dieIfDone();
    }

    private void dieIfDone() {
        if (tasks.isEmpty() && unacknowledged.isEmpty() && (shuttingDown || !custom)) {
            die(0);
        }
    }

    void update(TaskStatus.Builder status) {
        TaskStatus built = status.setExecutorId(executorId).build();
        unacknowledged.add(built);
        call(
                NOBODY,
                Call.newBuilder()
                        .setType(Call.Type.UPDATE)
                        .setUpdate(Call.Update.newBuilder().setStatus(built)));
    }

    /** One of a group that does not end well takes the others with it (PROTOCOL C76). */
    void ended(SimulatedTask task, boolean well) {
        tasks.remove(task);
        if (group && !well) {
            List.copyOf(tasks).stream()
                    .filter(other -> other.group == task.group)
                    .forEach(other -> other.kill(SHUTDOWN_GRACE, announcesKilling));
        }
    }

    /** Ends it at once, tasks and all. */
    void die(int waitStatus) {
        if (dead) {
            return;
        }
        dead = true;
        tasks.forEach(SimulatedTask::stop);
        tasks.clear();
        runtime.forget(containerId);
        listener.exited(waitStatus);
    }

    @Override
    public void answered(int status, String text) {
        ended();
    }

    /** Without an agent it waits for the agent to come back. */
    @Override
    public void ended() {
        // Its container's end is the agent's to see; there is nothing to do here.
    }

    /** Asks for a turn after this time. */
    Loop.@Nullable Timer after(Duration time, Runnable turn) {
        return runtime.cluster.at(runtime.cluster.now().plus(time), turn);
    }
}
