package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.resources.Resources;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of `/state` as far as clients read it (PROTOCOL E59-E63). */
final class StateJson {

    private StateJson() {}

    static ObjectNode of(MasterState state, Allocator allocator) {
        MasterConfig config = state.config;
        ObjectNode json = object();
        json.put("version", ResourcesJson.VERSION);
        json.put("start_time", Statuses.seconds(state.started));
        json.put("elected_time", Statuses.seconds(state.started));
        json.put("id", config.id());
        json.put("pid", "master@" + config.ip() + ":" + config.port());
        json.put("hostname", config.hostname());
        json.set("capabilities", texts(List.of("AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2")));
        json.put("activated_slaves", state.agents.size());
        json.put("deactivated_slaves", 0);
        json.put("unreachable_slaves", 0);
        json.put("leader", "master@" + config.ip() + ":" + config.port());
        ArrayNode slaves = json.putArray("slaves");
        state.agents.values().forEach(agent -> slaves.add(agent(state, allocator, agent)));
        json.putArray("recovered_slaves");
        ArrayNode frameworks = json.putArray("frameworks");
        state.frameworks.values().forEach(framework -> frameworks.add(framework(state, framework)));
        ArrayNode completed = json.putArray("completed_frameworks");
        state.completed.values().forEach(framework -> completed.add(framework(state, framework)));
        json.putArray("orphan_tasks");
        json.putArray("unregistered_frameworks");
        return json;
    }

    static ObjectNode metrics(MasterState state) {
        ObjectNode json = object();
        json.put("master/elected", 1.0);
        json.put("master/uptime_secs", Statuses.seconds(state.now) - Statuses.seconds(state.started));
        json.put("master/slaves_active", (double) state.agents.size());
        json.put("master/frameworks_connected", (double) state.frameworks.values().stream()
                .filter(FrameworkRecord::connected)
                .count());
        json.put("master/outstanding_offers", (double) state.offers.size());
        json.put("master/tasks_running", (double) state.frameworks.values().stream()
                .flatMap(f -> f.tasks.values().stream())
                .filter(t -> t.state == TaskState.TASK_RUNNING)
                .count());
        return json;
    }

    private static ObjectNode agent(MasterState state, Allocator allocator, AgentRecord agent) {
        ObjectNode json = object();
        json.put("id", agent.id().getValue());
        json.put("hostname", agent.info.getHostname());
        json.put("port", agent.info.getPort());
        ObjectNode attributes = json.putObject("attributes");
        agent.info.getAttributesList().forEach(a -> putAttribute(attributes, a));
        json.put("pid", agent.pid());
        json.put("registered_time", Statuses.seconds(agent.registered));
        Resources offered = sum(state.offers.values().stream()
                .filter(o -> o.agentId().equals(agent.id()))
                .map(OfferRecord::resources)
                .toList());
        Resources out = agent.total.minus(allocator.available(agent.id()));
        json.set("resources", ResourcesJson.of(agent.total));
        json.set("used_resources", ResourcesJson.of(out.minus(offered.withoutAllocation())));
        json.set("offered_resources", ResourcesJson.of(offered));
        ObjectNode reserved = json.putObject("reserved_resources");
        agent.total.asList().stream()
                .filter(r -> r.getReservationsCount() > 0)
                .collect(Collectors.groupingBy(
                        r -> r.getReservations(r.getReservationsCount() - 1).getRole()))
                .forEach((role, of) -> reserved.set(role, ResourcesJson.of(Resources.of(of))));
        json.set(
                "unreserved_resources",
                ResourcesJson.of(Resources.of(agent.total.asList().stream()
                        .filter(r -> r.getReservationsCount() == 0)
                        .toList())));
        json.put("active", true);
        json.put("deactivated", false);
        json.put("version", ResourcesJson.VERSION);
        return json;
    }

    private static void putAttribute(ObjectNode json, Attribute attribute) {
        switch (attribute.getType()) {
            case SCALAR -> json.put(attribute.getName(), attribute.getScalar().getValue());
            case RANGES -> json.put(attribute.getName(), ResourcesJson.ranges(attribute.getRanges()));
            case SET ->
                json.put(
                        attribute.getName(),
                        "{" + String.join(", ", attribute.getSet().getItemList()) + "}");
            default -> json.put(attribute.getName(), attribute.getText().getValue());
        }
    }

    private static ObjectNode framework(MasterState state, FrameworkRecord framework) {
        ObjectNode json = object();
        json.put("id", framework.id().getValue());
        json.put("name", framework.info.getName());
        List<Resources> usedByTasks = framework.tasks.values().stream()
                .filter(t -> !t.isTerminal())
                .map(t -> Resources.of(t.info.getResourcesList()))
                .toList();
        List<Resources> usedByExecutors = framework.executors.values().stream()
                .flatMap(byId -> byId.values().stream())
                .map(e -> Resources.of(e.getResourcesList()))
                .toList();
        Resources used = sum(usedByTasks).plus(sum(usedByExecutors));
        Resources offered = sum(framework.offers.stream()
                .flatMap(id -> Optional.ofNullable(state.offers.get(id)).stream())
                .map(OfferRecord::resources)
                .toList());
        json.set("used_resources", ResourcesJson.of(used));
        json.set("offered_resources", ResourcesJson.of(offered));
        json.set(
                "capabilities",
                texts(framework.info.getCapabilitiesList().stream()
                        .map(c -> c.getType().name())
                        .toList()));
        json.put("hostname", framework.info.getHostname());
        json.put("webui_url", framework.info.getWebuiUrl());
        json.put("active", framework.connected());
        json.put("connected", framework.connected());
        json.put("recovered", false);
        json.put("user", framework.info.getUser());
        json.put("failover_timeout", framework.info.getFailoverTimeout());
        json.put("checkpoint", framework.info.getCheckpoint());
        json.put("registered_time", Statuses.seconds(framework.registered));
        json.put("unregistered_time", framework.unregistered == null ? 0.0 : Statuses.seconds(framework.unregistered));
        if (framework.reregistered != null) {
            json.put("reregistered_time", Statuses.seconds(framework.reregistered));
        }
        if (framework.info.hasPrincipal()) {
            json.put("principal", framework.info.getPrincipal());
        }
        if (framework.has(Capability.Type.MULTI_ROLE)) {
            json.set("roles", texts(framework.info.getRolesList()));
        } else {
            json.put("role", FrameworkRecord.oldRole(framework.info));
        }
        ArrayNode tasks = json.putArray("tasks");
        framework.tasks.values().forEach(task -> tasks.add(task(framework, task)));
        json.putArray("unreachable_tasks");
        ArrayNode completed = json.putArray("completed_tasks");
        framework.completedTasks.forEach(task -> completed.add(task(framework, task)));
        ArrayNode offers = json.putArray("offers");
        framework.offers.forEach(
                id -> Optional.ofNullable(state.offers.get(id)).ifPresent(offer -> offers.add(offer(offer))));
        ArrayNode executors = json.putArray("executors");
        framework.executors.forEach(
                (agentId, byId) -> byId.values().forEach(e -> executors.add(executor(framework, agentId, e))));
        json.set("resources", ResourcesJson.of(used.plus(offered)));
        return json;
    }

    private static ObjectNode offer(OfferRecord offer) {
        ObjectNode json = object();
        json.put("id", offer.id().getValue());
        json.put("framework_id", offer.frameworkId().getValue());
        json.putObject("allocation_info").put("role", offer.role());
        json.put("slave_id", offer.agentId().getValue());
        json.set("resources", ResourcesJson.of(offer.resources()));
        return json;
    }

    private static ObjectNode executor(FrameworkRecord framework, AgentID agentId, ExecutorInfo executor) {
        ObjectNode json = object();
        json.put("executor_id", executor.getExecutorId().getValue());
        json.put("name", executor.getName());
        json.put("framework_id", framework.id().getValue());
        json.set("resources", ResourcesJson.of(Resources.of(executor.getResourcesList())));
        json.put("slave_id", agentId.getValue());
        return json;
    }

    /** PROTOCOL E61. */
    private static ObjectNode task(FrameworkRecord framework, TaskRecord task) {
        ObjectNode json = object();
        json.put("id", task.info.getTaskId().getValue());
        json.put("name", task.info.getName());
        json.put("framework_id", framework.id().getValue());
        json.put(
                "executor_id",
                task.info.hasExecutor()
                        ? task.info.getExecutor().getExecutorId().getValue()
                        : "");
        json.put("slave_id", task.agentId.getValue());
        json.put("state", task.state.name());
        json.set("resources", ResourcesJson.of(Resources.of(task.info.getResourcesList())));
        json.put(
                "role",
                task.info.getResourcesCount() == 0
                        ? "*"
                        : task.info.getResources(0).getAllocationInfo().getRole());
        ArrayNode statuses = json.putArray("statuses");
        task.statuses.forEach(status -> statuses.add(status(status)));
        if (task.info.hasLabels()) {
            ArrayNode labels = json.putArray("labels");
            task.info.getLabels().getLabelsList().forEach(label -> {
                ObjectNode one = labels.addObject().put("key", label.getKey());
                if (label.hasValue()) {
                    one.put("value", label.getValue());
                }
            });
        }
        return json;
    }

    private static ObjectNode status(TaskStatus status) {
        ObjectNode json = object();
        json.put("state", status.getState().name());
        json.put("timestamp", status.getTimestamp());
        if (status.getContainerStatus().hasContainerId()) {
            json.putObject("container_status")
                    .putObject("container_id")
                    .put("value", status.getContainerStatus().getContainerId().getValue());
        }
        if (status.hasHealthy()) {
            json.put("healthy", status.getHealthy());
        }
        return json;
    }

    private static Resources sum(Collection<Resources> all) {
        return all.stream().reduce(Resources.EMPTY, Resources::plus);
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
