package io.mesosframework.embedded.internal.master;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the master knows of one framework. */
final class FrameworkRecord {

    /** An open subscription. */
    record Stream(long exchange, String id) {}

    /** Always with id. */
    FrameworkInfo info;

    /** As the framework last gave them. */
    OfferConstraints offerConstraints = OfferConstraints.getDefaultInstance();

    /** Null while disconnected. */
    @Nullable
    Stream stream;

    Timers.@Nullable Timer heartbeat;
    Timers.@Nullable Timer failover;

    final Instant registered;

    @Nullable
    Instant reregistered;

    @Nullable
    Instant unregistered;

    final Map<TaskID, TaskRecord> tasks = new LinkedHashMap<>();
    final Deque<TaskRecord> completedTasks = new ArrayDeque<>();

    /** Those of agents that are unreachable, the newest thousand, oldest first (PROTOCOL F6). */
    final Map<TaskID, TaskRecord> unreachableTasks = new LinkedHashMap<>();

    /** Known from agents only: it has not subscribed at this master yet (PROTOCOL B31). */
    boolean recovered;

    /** The uuid of the operation that has an id now; an id may be used again (PROTOCOL B103). */
    final Map<OperationID, ByteString> operations = new LinkedHashMap<>();

    final Set<OfferID> offers = new LinkedHashSet<>();

    /** Custom executors by agent; a command task's executor is the agent's own affair (PROTOCOL C60). */
    final Map<AgentID, Map<ExecutorID, ExecutorInfo>> executors = new LinkedHashMap<>();

    FrameworkRecord(FrameworkInfo info, Instant registered) {
        this.info = info;
        this.registered = registered;
    }

    FrameworkID id() {
        return info.getId();
    }

    boolean connected() {
        return stream != null;
    }

    boolean has(FrameworkInfo.Capability.Type capability) {
        return Capabilities.has(info, capability);
    }

    /** The roles it subscribes to; `*` by default where roles are one (PROTOCOL B11). */
    static Set<String> roles(FrameworkInfo info) {
        if (Capabilities.has(info, FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            return new LinkedHashSet<>(info.getRolesList());
        }
        return Set.of(oldRole(info));
    }

    @SuppressWarnings("deprecation") // what frameworks without MULTI_ROLE use
    static String oldRole(FrameworkInfo info) {
        return info.getRole();
    }

    Map<ExecutorID, ExecutorInfo> executorsOn(AgentID agent) {
        return executors.getOrDefault(agent, Map.of());
    }

    /** Forgets the task among the living; the newest thousand are kept (PROTOCOL F6). */
    void complete(TaskRecord task) {
        tasks.remove(task.info.getTaskId());
        completedTasks.addLast(task);
        if (completedTasks.size() > MasterConfig.MAX_COMPLETED_TASKS) {
            completedTasks.removeFirst();
        }
    }

    /** Forgets the task among the living: it may come back with its agent. */
    void loseSightOf(TaskRecord task) {
        tasks.remove(task.info.getTaskId());
        unreachableTasks.put(task.info.getTaskId(), task);
        if (unreachableTasks.size() > MasterConfig.MAX_UNREACHABLE_TASKS) {
            unreachableTasks.remove(unreachableTasks.keySet().iterator().next());
        }
    }
}
