package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON that a master answers a GET with (PROTOCOL E57-E64). */
final class StateJson {

    /** The states that `/state-summary` counts, in its order. */
    private static final List<TaskState> SUMMED = List.of(
            TaskState.TASK_STAGING,
            TaskState.TASK_STARTING,
            TaskState.TASK_RUNNING,
            TaskState.TASK_KILLING,
            TaskState.TASK_FINISHED,
            TaskState.TASK_KILLED,
            TaskState.TASK_FAILED,
            TaskState.TASK_LOST,
            TaskState.TASK_ERROR,
            TaskState.TASK_UNREACHABLE);

    private static final int TASKS_LIMIT = 100;

    private StateJson() {}

    /** What a route shows; empty if it is none of these. */
    static Optional<JsonNode> of(MasterState state, String route, Map<String, String> query, Permissions who) {
        return switch (route) {
            case "/state" -> Optional.of(state(state, who));
            case "/state-summary" -> Optional.of(summary(state, who));
            case "/slaves" -> Optional.of(slaves(state, query.get("slave_id"), who));
            case "/frameworks" -> Optional.of(frameworks(state, query.get("framework_id"), who));
            case "/tasks" -> Optional.of(tasks(state, query, who));
            case "/flags" -> Optional.of(object().set("flags", flags(state)));
            case "/metrics/snapshot" -> Optional.of(metrics(MasterMetrics.of(state)));
            case Master.FOLLOWERS_METRICS -> Optional.of(metrics(MasterMetrics.ofFollower(state)));
            default -> Optional.empty();
        };
    }

    private static ObjectNode state(MasterState state, Permissions who) {
        MasterConfig config = state.config;
        Usage usage = Usage.of(state);
        ObjectNode json = Build.putFirst(object());
        json.put("start_time", Statuses.seconds(state.started));
        json.put("elected_time", Statuses.seconds(state.started));
        json.put("id", config.id());
        json.put("pid", MasterInfos.pid(config));
        json.put("hostname", config.hostname());
        ArrayNode capabilities = json.putArray("capabilities");
        List.of("AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2").forEach(capabilities::add);
        double active = state.agents.values().stream()
                .filter(agent -> agent.connected && agent.active)
                .count();
        json.put("activated_slaves", active);
        json.put("deactivated_slaves", state.agents.size() - active);
        json.put("unreachable_slaves", (double) state.registry.unreachable.size());
        json.put("leader", MasterInfos.pid(config));
        json.putObject("leader_info")
                .put("id", config.id())
                .put("pid", MasterInfos.pid(config))
                .put("port", config.port())
                .put("hostname", config.hostname());
        if (who.may(Action.VIEW_FLAGS)) {
            json.set("flags", flags(state));
        }
        ArrayNode slaves = json.putArray("slaves");
        state.agents.values().forEach(agent -> slaves.add(AgentJson.of(state, agent, usage, who)));
        putRecovered(json, state);
        putFrameworks(json, state, usage, Optional.empty(), who);
        json.putArray("orphan_tasks");
        json.putArray("unregistered_frameworks");
        return json;
    }

    private static ObjectNode frameworks(MasterState state, @Nullable String id, Permissions who) {
        ObjectNode json = object();
        putFrameworks(json, state, Usage.of(state), Optional.ofNullable(id), who);
        json.putArray("unregistered_frameworks");
        return json;
    }

    private static void putFrameworks(
            ObjectNode json, MasterState state, Usage usage, Optional<String> only, Permissions who) {
        ArrayNode frameworks = json.putArray("frameworks");
        chosen(state.frameworks.values(), only, who)
                .forEach(framework -> frameworks.add(FrameworkJson.of(state, framework, usage, who)));
        ArrayNode completed = json.putArray("completed_frameworks");
        chosen(state.completed.values(), only, who)
                .forEach(framework -> completed.add(FrameworkJson.of(state, framework, usage, who)));
    }

    private static List<FrameworkRecord> chosen(
            Collection<FrameworkRecord> frameworks, Optional<String> only, Permissions who) {
        return frameworks.stream()
                .filter(framework -> only.isEmpty() || framework.id().getValue().equals(only.get()))
                .filter(framework -> who.sees(framework.info))
                .toList();
    }

    private static ObjectNode slaves(MasterState state, @Nullable String id, Permissions who) {
        Usage usage = Usage.of(state);
        ObjectNode json = object();
        ArrayNode slaves = json.putArray("slaves");
        state.agents.values().stream()
                .filter(agent -> id == null || agent.id().getValue().equals(id))
                .forEach(agent -> slaves.add(AgentJson.full(state, agent, usage, who)));
        putRecovered(json, state);
        return json;
    }

    private static void putRecovered(ObjectNode json, MasterState state) {
        ArrayNode recovered = json.putArray("recovered_slaves");
        state.recovered.values().forEach(info -> recovered.add(AgentJson.recovered(info)));
    }

    private static ObjectNode summary(MasterState state, Permissions who) {
        Usage usage = Usage.of(state);
        Map<AgentID, int[]> byAgent = new HashMap<>();
        Map<AgentID, Set<String>> frameworksOn = new HashMap<>();
        ArrayNode frameworks = JsonNodeFactory.instance.arrayNode();
        for (FrameworkRecord framework : state.frameworks.values()) {
            int[] counts = new int[SUMMED.size()];
            Set<String> agents = new LinkedHashSet<>();
            for (TaskRecord task : allTasks(framework)) {
                agents.add(task.agentId.getValue());
                frameworksOn
                        .computeIfAbsent(task.agentId, a -> new TreeSet<>())
                        .add(framework.id().getValue());
                int index = SUMMED.indexOf(task.state);
                if (index >= 0) {
                    counts[index]++;
                    byAgent.computeIfAbsent(task.agentId, a -> new int[SUMMED.size()])[index]++;
                }
            }
            ObjectNode json = FrameworkJson.brief(framework, usage);
            putCounts(json, counts);
            ArrayNode ids = json.putArray("slave_ids");
            agents.forEach(ids::add);
            if (who.sees(framework.info)) {
                frameworks.add(json);
            }
        }
        ObjectNode json = object().put("hostname", state.config.hostname());
        ArrayNode slaves = json.putArray("slaves");
        for (AgentRecord agent : state.agents.values()) {
            ObjectNode slave = AgentJson.of(state, agent, usage, who);
            putCounts(slave, byAgent.getOrDefault(agent.id(), new int[SUMMED.size()]));
            ArrayNode ids = slave.putArray("framework_ids");
            frameworksOn.getOrDefault(agent.id(), Set.of()).forEach(ids::add);
            slaves.add(slave);
        }
        json.set("frameworks", frameworks);
        return json;
    }

    private static void putCounts(ObjectNode json, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            json.put(SUMMED.get(i).name(), counts[i]);
        }
    }

    private static List<TaskRecord> allTasks(FrameworkRecord framework) {
        List<TaskRecord> tasks = new ArrayList<>(framework.tasks.values());
        tasks.addAll(framework.unreachableTasks.values());
        tasks.addAll(framework.completedTasks);
        return tasks;
    }

    /** Numbers that are none count as absent; the newest first unless the order is `asc` (PROTOCOL E64). */
    private static ObjectNode tasks(MasterState state, Map<String, String> query, Permissions who) {
        record Owned(FrameworkRecord framework, TaskRecord task) {
            double started() {
                return task.statuses.isEmpty() ? 0 : task.statuses.get(0).getTimestamp();
            }
        }
        List<Owned> all = new ArrayList<>();
        List<FrameworkRecord> frameworks = new ArrayList<>(state.frameworks.values());
        frameworks.addAll(state.completed.values());
        for (FrameworkRecord framework : chosen(frameworks, Optional.ofNullable(query.get("framework_id")), who)) {
            allTasks(framework).stream()
                    .filter(task -> !query.containsKey("task_id")
                            || task.info.getTaskId().getValue().equals(query.get("task_id")))
                    .filter(task -> who.sees(task.info, framework.info))
                    .forEach(task -> all.add(new Owned(framework, task)));
        }
        Comparator<Owned> order = Comparator.comparingDouble(Owned::started);
        all.sort("asc".equals(query.get("order")) ? order : order.reversed());
        ObjectNode json = object();
        ArrayNode tasks = json.putArray("tasks");
        all.stream()
                .skip(number(query.get("offset"), 0))
                .limit(number(query.get("limit"), TASKS_LIMIT))
                .forEach(owned -> tasks.add(TaskJson.of(owned.task.describe(owned.framework.id()))));
        return json;
    }

    private static int number(@Nullable String text, int otherwise) {
        try {
            return text == null ? otherwise : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static ObjectNode flags(MasterState state) {
        ObjectNode json = object();
        MasterFlags.of(state.config).forEach(json::put);
        return json;
    }

    private static ObjectNode metrics(Map<String, Double> metrics) {
        ObjectNode json = object();
        metrics.forEach(json::put);
        return json;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
