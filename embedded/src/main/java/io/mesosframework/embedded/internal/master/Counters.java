package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How often what has happened, by the names that `/metrics/snapshot` has below `master/`. */
final class Counters {

    private final Map<String, Long> counts = new HashMap<>();

    void add(String name) {
        counts.merge(name, 1L, Long::sum);
    }

    /** A task came to its end. */
    void ended(TaskState state) {
        add(state.name().toLowerCase(Locale.ROOT).replace("task_", "tasks_"));
    }

    /** An agent left the books. */
    void removed(String reason) {
        add("slave_removals");
        add("slave_removals/" + reason);
    }

    void called(Call.Type type) {
        switch (type) {
            case ACCEPT -> add("messages_launch_tasks");
            case DECLINE -> add("messages_decline_offers");
            case KILL -> add("messages_kill_task");
            case REVIVE -> add("messages_revive_offers");
            case SUPPRESS -> add("messages_suppress_offers");
            case RECONCILE -> add("messages_reconcile_tasks");
            case RECONCILE_OPERATIONS -> add("messages_reconcile_operations");
            case ACKNOWLEDGE -> add("messages_status_update_acknowledgement");
            case ACKNOWLEDGE_OPERATION_STATUS -> add("messages_operation_status_update_acknowledgement");
            case MESSAGE -> add("messages_framework_to_executor");
            case REQUEST -> add("messages_resource_request");
            case TEARDOWN -> add("messages_unregister_framework");
            default -> {}
        }
    }

    long get(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
