package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A framework as one agent knows it. */
final class AgentFramework {

    FrameworkInfo info;

    /** Set once the master said that it is over. */
    boolean terminating;

    final Map<ExecutorID, ExecutorRun> executors = new LinkedHashMap<>();

    /** The newest, oldest first (PROTOCOL F6). */
    final Deque<ExecutorRun> completed = new ArrayDeque<>();

    AgentFramework(FrameworkInfo info) {
        this.info = info;
    }

    FrameworkID id() {
        return info.getId();
    }

    /** A command task's executor bears its name, so that it need not be looked for among many. */
    @Nullable
    ExecutorRun executorOf(TaskID taskId) {
        ExecutorRun own = executors.get(
                ExecutorID.newBuilder().setValue(taskId.getValue()).build());
        if (own != null && own.knows(taskId)) {
            return own;
        }
        for (ExecutorRun run : executors.values()) {
            if (run.knows(taskId)) {
                return run;
            }
        }
        return null;
    }

    void complete(ExecutorRun run) {
        executors.remove(run.id());
        completed.addLast(run);
        if (completed.size() > AgentConfig.MAX_COMPLETED_EXECUTORS) {
            completed.removeFirst();
        }
    }
}
