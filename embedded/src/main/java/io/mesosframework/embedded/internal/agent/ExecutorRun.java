package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One run of an executor in one container, with its tasks. */
final class ExecutorRun {

    enum State {
        REGISTERING,
        RUNNING,
        TERMINATING,
        TERMINATED
    }

    /** Why the agent itself brought the container down (PROTOCOL C45). */
    record Termination(TaskState state, TaskStatus.Reason reason, String message) {}

    static final class RunningTask {
        final TaskInfo info;
        TaskState state = TaskState.TASK_STAGING;

        /** The newest. */
        @Nullable
        TaskStatus latest;

        /** Whether its executor ever told of it. */
        boolean reported;
        /** As they came; the last of each state. */
        final List<TaskStatus> statuses = new ArrayList<>();

        RunningTask(TaskInfo info) {
            this.info = info;
        }
    }

    final ExecutorInfo info;
    final ContainerID containerId;
    final Path sandbox;
    final boolean command;
    final Optional<String> user;
    State state = State.REGISTERING;

    /** Stays when the container is gone: the real agent leaves it open, too. */
    OptionalLong stream = OptionalLong.empty();

    /** Of its first process, once it runs. */
    OptionalLong pid = OptionalLong.empty();

    /** Containers inside its own, by their whole ids. */
    final Map<ContainerID, Containers.Nested> nested = new LinkedHashMap<>();

    /** Who waits for the end of its container. */
    final List<Containers.Waiter> waiters = new ArrayList<>();

    @Nullable
    Termination termination;

    Timers.@Nullable Timer registration;
    Timers.@Nullable Timer heartbeat;
    Timers.@Nullable Timer grace;

    /** Not told to the executor yet. Those of a group are in {@link #queuedGroups} too. */
    final Map<TaskID, TaskInfo> queued = new LinkedHashMap<>();

    final List<TaskGroupInfo> queuedGroups = new ArrayList<>();

    /** Told to the executor, without end so far. */
    final Map<TaskID, RunningTask> launched = new LinkedHashMap<>();

    /** Ended, but the scheduler has not acknowledged. */
    final Map<TaskID, RunningTask> ended = new LinkedHashMap<>();

    final List<RunningTask> completed = new ArrayList<>();

    ExecutorRun(ExecutorInfo info, ContainerID containerId, Path sandbox, boolean command, Optional<String> user) {
        this.info = info;
        this.containerId = containerId;
        this.sandbox = sandbox;
        this.command = command;
        this.user = user;
    }

    ExecutorID id() {
        return info.getExecutorId();
    }

    boolean isEnding() {
        return state == State.TERMINATING || state == State.TERMINATED;
    }

    boolean knows(TaskID taskId) {
        return queued.containsKey(taskId) || launched.containsKey(taskId) || ended.containsKey(taskId);
    }

    boolean hasNothingToDo() {
        return queued.isEmpty()
                && launched.isEmpty()
                && ended.values().stream().noneMatch(task -> task.reported)
                && completed.stream().noneMatch(task -> task.reported);
    }

    Optional<TaskGroupInfo> queuedGroupOf(TaskID taskId) {
        return queuedGroups.stream()
                .filter(group -> group.getTasksList().stream()
                        .anyMatch(task -> task.getTaskId().equals(taskId)))
                .findFirst();
    }

    void cancelTimers() {
        for (Timers.Timer timer : new Timers.@Nullable Timer[] {registration, heartbeat, grace}) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
