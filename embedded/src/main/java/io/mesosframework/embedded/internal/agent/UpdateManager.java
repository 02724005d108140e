package io.mesosframework.embedded.internal.agent;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Status updates on their way to the scheduler: one in flight a task, in order, told again after 10 s, doubling up to 10
 * minutes, until acknowledged (PROTOCOL B139-B142).
 */
final class UpdateManager {

    private record Key(FrameworkID frameworkId, TaskID taskId) {}

    private static final class Stream {
        final Key key;
        final Deque<TaskStatus> pending = new ArrayDeque<>();
        TaskState latest;
        Duration retry = AgentConfig.UPDATE_RETRY_MIN;
        Timers.@Nullable Timer timer;

        Stream(Key key, TaskState latest) {
            this.key = key;
            this.latest = latest;
        }
    }

    private final AgentState state;
    private final Map<Key, Stream> streams = new LinkedHashMap<>();

    UpdateManager(AgentState state) {
        this.state = state;
    }

    /** Puts an update at the end of its task's row. */
    void add(FrameworkID frameworkId, TaskStatus status) {
        Key key = new Key(frameworkId, status.getTaskId());
        Stream stream = streams.computeIfAbsent(key, k -> new Stream(k, status.getState()));
        stream.latest = status.getState();
        stream.pending.addLast(status);
        if (stream.pending.size() == 1) {
            sendFirst(stream);
        }
    }

    /** The status that this acknowledgement ends; empty if it fits none (PROTOCOL B142). */
    Optional<TaskStatus> acknowledge(FrameworkID frameworkId, TaskID taskId, ByteString uuid) {
        Stream stream = streams.get(new Key(frameworkId, taskId));
        if (stream == null || !stream.pending.getFirst().getUuid().equals(uuid)) {
            return Optional.empty();
        }
        TaskStatus done = stream.pending.removeFirst();
        if (stream.timer != null) {
            stream.timer.cancel();
        }
        if (stream.pending.isEmpty() || TaskStates.isTerminal(done.getState())) {
            streams.remove(stream.key);
        } else {
            sendFirst(stream);
        }
        return Optional.of(done);
    }

    /** The update of this task that waits for its acknowledgement. */
    Optional<TaskStatus> first(FrameworkID frameworkId, TaskID taskId) {
        Stream stream = streams.get(new Key(frameworkId, taskId));
        return stream == null ? Optional.empty() : Optional.of(stream.pending.getFirst());
    }

    /** Tells everything pending again, of one framework or of all. */
    void resend(Optional<FrameworkID> frameworkId) {
        for (Stream stream : List.copyOf(streams.values())) {
            if (frameworkId.isEmpty() || frameworkId.get().equals(stream.key.frameworkId)) {
                sendFirst(stream);
            }
        }
    }

    void forget(FrameworkID frameworkId) {
        streams.values().removeIf(stream -> {
            boolean gone = stream.key.frameworkId.equals(frameworkId);
            if (gone && stream.timer != null) {
                stream.timer.cancel();
            }
            return gone;
        });
    }

    private void sendFirst(Stream stream) {
        if (stream.timer != null) {
            stream.timer.cancel();
        }
        stream.retry = AgentConfig.UPDATE_RETRY_MIN;
        send(stream);
    }

    private void send(Stream stream) {
        TaskStatus status = stream.pending.getFirst();
        state.tellMaster(new FromAgent.StatusUpdate(stream.key.frameworkId, status, stream.latest));
        Duration wait = stream.retry;
        stream.timer = state.timers.at(state.now.plus(wait), () -> {
            Duration doubled = wait.multipliedBy(2);
            stream.retry = doubled.compareTo(AgentConfig.UPDATE_RETRY_MAX) > 0 ? AgentConfig.UPDATE_RETRY_MAX : doubled;
            send(stream);
        });
    }
}
