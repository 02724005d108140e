package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The metrics of a master that clients read, by name in order; what only the real one's inside has is not among them. */
final class MasterMetrics {

    /** States of tasks that are counted as they are; the others, once for each task that came to them. */
    private static final List<TaskState> CURRENT = List.of(
            TaskState.TASK_STAGING,
            TaskState.TASK_STARTING,
            TaskState.TASK_RUNNING,
            TaskState.TASK_KILLING,
            TaskState.TASK_UNREACHABLE);

    /** Counted by {@link Counters} under these names; zero until then. */
    private static final List<String> COUNTED = List.of(
            "dropped_messages",
            "invalid_status_update_acknowledgements",
            "invalid_status_updates",
            "messages_decline_offers",
            "messages_executor_to_framework",
            "messages_exited_executor",
            "messages_framework_to_executor",
            "messages_kill_task",
            "messages_launch_tasks",
            "messages_operation_status_update",
            "messages_operation_status_update_acknowledgement",
            "messages_reconcile_operations",
            "messages_reconcile_tasks",
            "messages_register_framework",
            "messages_register_slave",
            "messages_reregister_framework",
            "messages_reregister_slave",
            "messages_resource_request",
            "messages_revive_offers",
            "messages_status_update",
            "messages_status_update_acknowledgement",
            "messages_suppress_offers",
            "messages_unregister_framework",
            "messages_unregister_slave",
            "messages_update_slave",
            "recovery_slave_removals",
            "slave_registrations",
            "slave_removals",
            "slave_removals/reason_registered",
            "slave_removals/reason_unhealthy",
            "slave_removals/reason_unregistered",
            "slave_reregistrations",
            "slave_unreachable_canceled",
            "slave_unreachable_completed",
            "slave_unreachable_scheduled",
            "tasks_dropped",
            "tasks_error",
            "tasks_failed",
            "tasks_finished",
            "tasks_gone",
            "tasks_gone_by_operator",
            "tasks_killed",
            "tasks_lost",
            "valid_status_update_acknowledgements",
            "valid_status_updates");

    private MasterMetrics() {}

    static Map<String, Double> of(MasterState state) {
        Map<String, Double> metrics = new TreeMap<>();
        COUNTED.forEach(name -> metrics.put("master/" + name, (double) state.counters.get(name)));
        metrics.put("master/elected", 1.0);
        metrics.put("master/uptime_secs", Statuses.seconds(state.now) - Statuses.seconds(state.started));
        metrics.put("master/outstanding_offers", (double) state.offers.size());
        metrics.put("master/operator_event_stream_subscribers", (double) state.operators.count());
        putAgents(metrics, state);
        putFrameworks(metrics, state);
        CURRENT.forEach(task -> metrics.put(name(task), 0.0));
        state.frameworks
                .values()
                .forEach(framework -> framework.tasks.values().stream()
                        .filter(task -> CURRENT.contains(task.state))
                        .forEach(task -> metrics.merge(name(task.state), 1.0, Double::sum)));
        metrics.put(name(TaskState.TASK_UNREACHABLE), (double) state.frameworks.values().stream()
                .mapToInt(framework -> framework.unreachableTasks.size())
                .sum());
        putResources(metrics, state);
        return metrics;
    }

    /** A master that does not lead has the same metrics and knows of nothing. */
    static Map<String, Double> ofFollower(MasterState leaders) {
        Map<String, Double> metrics = of(leaders);
        metrics.replaceAll((name, value) -> name.equals("master/uptime_secs") ? value : 0.0);
        return metrics;
    }

    private static String name(TaskState state) {
        return "master/" + state.name().toLowerCase(Locale.ROOT).replace("task_", "tasks_");
    }

    private static void putAgents(Map<String, Double> metrics, MasterState state) {
        double agents = state.agents.size();
        double active = state.agents.values().stream()
                .filter(agent -> agent.connected && agent.active)
                .count();
        double connected =
                state.agents.values().stream().filter(agent -> agent.connected).count();
        metrics.put("master/slaves_active", active);
        metrics.put("master/slaves_connected", connected);
        metrics.put("master/slaves_disconnected", agents - connected);
        metrics.put("master/slaves_inactive", agents - active);
        metrics.put("master/slaves_unreachable", (double) state.registry.unreachable.size());
    }

    private static void putFrameworks(Map<String, Double> metrics, MasterState state) {
        double connected = state.frameworks.values().stream()
                .filter(FrameworkRecord::connected)
                .count();
        metrics.put("master/frameworks_active", connected);
        metrics.put("master/frameworks_connected", connected);
        metrics.put("master/frameworks_disconnected", state.frameworks.size() - connected);
        metrics.put("master/frameworks_inactive", state.frameworks.size() - connected);
    }

    private static void putResources(Map<String, Double> metrics, MasterState state) {
        Usage usage = Usage.of(state);
        for (String name : List.of("cpus", "disk", "gpus", "mem")) {
            putResources(metrics, state, usage, name, "", r -> amount(r, name, false));
            putResources(metrics, state, usage, name, "_revocable", r -> amount(r, name, true));
        }
    }

    private static void putResources(
            Map<String, Double> metrics,
            MasterState state,
            Usage usage,
            String name,
            String kind,
            ToLongFunction<Resources> amount) {
        double total = state.agents.values().stream()
                        .mapToLong(agent -> amount.applyAsLong(agent.total))
                        .sum()
                / 1000.0;
        double used = usage.usedOn.values().stream().mapToLong(amount).sum() / 1000.0;
        metrics.put("master/" + name + kind + "_total", total);
        metrics.put("master/" + name + kind + "_used", used);
        metrics.put("master/" + name + kind + "_percent", total == 0 ? 0.0 : used / total);
    }

    private static long amount(Resources resources, String name, boolean revocable) {
        return resources
                .filter(resource -> resource.hasRevocable() == revocable)
                .millis(name);
    }
}
