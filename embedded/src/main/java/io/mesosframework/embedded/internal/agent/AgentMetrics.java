package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of an agent that clients read, by name in order. */
final class AgentMetrics {

    private AgentMetrics() {}

    static Map<String, Double> of(AgentState state) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("slave/registered", state.info.hasId() ? 1.0 : 0.0);
        metrics.put("slave/frameworks_active", (double) state.frameworks.size());
        for (ExecutorRun.State executor : ExecutorRun.State.values()) {
            metrics.put("slave/executors_" + executor.name().toLowerCase(Locale.ROOT), 0.0);
        }
        for (TaskState task : List.of(
                TaskState.TASK_STAGING, TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_KILLING)) {
            metrics.put(name(task), 0.0);
        }
        for (AgentFramework framework : state.frameworks.values()) {
            for (ExecutorRun run : framework.executors.values()) {
                metrics.merge("slave/executors_" + run.state.name().toLowerCase(Locale.ROOT), 1.0, Double::sum);
                run.queued.keySet().forEach(id -> metrics.merge(name(TaskState.TASK_STAGING), 1.0, Double::sum));
                run.launched.values().forEach(task -> metrics.merge(name(task.state), 1.0, Double::sum));
            }
        }
        Resources total = state.total;
        Resources used = used(state);
        for (String name : List.of("cpus", "disk", "gpus", "mem")) {
            metrics.put("slave/" + name + "_total", total.millis(name) / 1000.0);
            metrics.put("slave/" + name + "_used", used.millis(name) / 1000.0);
            metrics.put(
                    "slave/" + name + "_percent",
                    total.millis(name) == 0 ? 0.0 : (double) used.millis(name) / total.millis(name));
        }
        return metrics;
    }

    private static String name(TaskState state) {
        return "slave/" + state.name().toLowerCase(Locale.ROOT).replace("task_", "tasks_");
    }

    /** By executors and their tasks. */
    static Resources used(AgentState state) {
        Resources used = Resources.EMPTY;
        for (AgentFramework framework : state.frameworks.values()) {
            for (ExecutorRun run : framework.executors.values()) {
                used = used.plus(used(run));
            }
        }
        return used;
    }

    static Resources used(ExecutorRun run) {
        Resources used = Resources.of(run.info.getResourcesList());
        for (var task : run.queued.values()) {
            used = used.plus(Resources.of(task.getResourcesList()));
        }
        for (var task : run.launched.values()) {
            used = used.plus(Resources.of(task.info.getResourcesList()));
        }
        return used;
    }
}
