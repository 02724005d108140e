package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the tasks of a group that was launched for a slot.
 *
 * @param name its name in the group
 * @param id the task id
 * @param checked whether a health check says when it is up
 * @param mesosState what Mesos last said of it; null before it said anything
 * @param healthy whether its last health check passed; null where Mesos said nothing of that
 * @param ending how it ended; null while it may live
 * @param ports what it has of its agent's ports, in the order of its variables {@code PORT0}, {@code PORT1} and so on
 */
public record GroupTask(
        String name,
        String id,
        boolean checked,
        @Nullable TaskState mesosState,
        @Nullable Boolean healthy,
        @Nullable TaskReport ending,
        List<Integer> ports) {

    public GroupTask {
        ports = List.copyOf(ports);
    }

    /** Without ports. */
    public GroupTask(
            String name,
            String id,
            boolean checked,
            @Nullable TaskState mesosState,
            @Nullable Boolean healthy,
            @Nullable TaskReport ending) {
        this(name, id, checked, mesosState, healthy, ending, List.of());
    }

    /** One that nothing was heard of. */
    public static GroupTask fresh(String name, String id, boolean checked) {
        return new GroupTask(name, id, checked, null, null, null);
    }

    public GroupTask withPorts(List<Integer> next) {
        return new GroupTask(name, id, checked, mesosState, healthy, ending, next);
    }

    /** What it is doing, or how it ended, in the words for slots. */
    public SlotState state() {
        if (mesosState == null) {
            return SlotState.LAUNCHING;
        }
        return switch (mesosState) {
            case TASK_STAGING -> SlotState.STAGING;
            case TASK_STARTING -> SlotState.STARTING;
            case TASK_RUNNING -> Boolean.TRUE.equals(healthy) ? SlotState.HEALTHY : SlotState.RUNNING;
            case TASK_KILLING -> SlotState.KILLING;
            case TASK_UNREACHABLE, TASK_UNKNOWN -> SlotState.UNREACHABLE;
            case TASK_FINISHED -> SlotState.FINISHED;
            case TASK_FAILED, TASK_ERROR -> SlotState.FAILED;
            case TASK_KILLED -> SlotState.KILLED;
            default -> SlotState.GONE;
        };
    }
}
