package io.mesosframework.executor.internal;

import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One task of a group, as its executor knows it. */
final class GroupMember {

    enum Phase {
        /** The agent has been asked for its container. */
        STARTING,
        /** The agent said no, and is to be asked how it ended once all of the group are answered for. */
        REFUSED,
        RUNNING,
        ENDED
    }

    final TaskInfo info;
    final ContainerID containerId;

    /** All of the group, this one included. */
    final List<GroupMember> group;

    Phase phase = Phase.STARTING;
    boolean running;
    TaskStatus lastStatus = TaskStatus.getDefaultInstance();
    List<Checker> checkers = List.of();
    boolean killing;
    boolean completionTimedOut;

    /** The agent's words, where it refused the container. */
    Optional<String> launchError = Optional.empty();

    @Nullable
    Instant forceKillAt;

    @Nullable
    Instant completionAt;

    GroupMember(TaskInfo info, ContainerID containerId, List<GroupMember> group) {
        this.info = info;
        this.containerId = containerId;
        this.group = group;
    }

    TaskID id() {
        return info.getTaskId();
    }

    boolean isLive() {
        return phase != Phase.ENDED;
    }

    /** Once it runs; a task that is to die has no checks. */
    void startChecks(Instant now) {
        checkers = Checker.of(info, now);
    }

    Stream<Instant> deadlines() {
        return Stream.concat(
                Stream.of(
                                Optional.ofNullable(phase == Phase.RUNNING ? forceKillAt : null),
                                Optional.ofNullable(completionAt))
                        .flatMap(Optional::stream),
                checkers.stream().map(Checker::dueAt).flatMap(at -> Optional.ofNullable(at).stream()));
    }
}
