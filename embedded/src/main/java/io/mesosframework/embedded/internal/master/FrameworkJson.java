package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.resources.Resources;
import java.util.Collection;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A framework in the master's JSON (PROTOCOL E60). */
final class FrameworkJson {

    private FrameworkJson() {}

    /** The part that `/state-summary` has too. */
    static ObjectNode brief(FrameworkRecord framework, Usage usage) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", framework.id().getValue());
        json.put("name", framework.info.getName());
        json.set("used_resources", ResourcesJson.of(usage.usedBy(framework.id())));
        json.set("offered_resources", ResourcesJson.of(usage.offeredTo(framework.id())));
        ArrayNode capabilities = json.putArray("capabilities");
        framework
                .info
                .getCapabilitiesList()
                .forEach(c -> capabilities.add(c.getType().name()));
        json.put("hostname", framework.info.getHostname());
        json.put("webui_url", framework.info.getWebuiUrl());
        json.put("active", framework.connected());
        json.put("connected", framework.connected());
        json.put("recovered", framework.recovered);
        return json;
    }

    static ObjectNode of(MasterState state, FrameworkRecord framework, Usage usage, Permissions who) {
        ObjectNode json = brief(framework, usage);
        json.put("user", framework.info.getUser());
        json.put("failover_timeout", framework.info.getFailoverTimeout());
        json.put("checkpoint", framework.info.getCheckpoint());
        json.put("registered_time", Statuses.seconds(framework.registered));
        json.put("unregistered_time", framework.unregistered == null ? 0.0 : Statuses.seconds(framework.unregistered));
        if (framework.info.hasPrincipal()) {
            json.put("principal", framework.info.getPrincipal());
        }
        json.set("resources", ResourcesJson.of(usage.usedBy(framework.id()).plus(usage.offeredTo(framework.id()))));
        if (framework.reregistered != null) {
            json.put("reregistered_time", Statuses.seconds(framework.reregistered));
        }
        if (framework.has(Capability.Type.MULTI_ROLE)) {
            ArrayNode roles = json.putArray("roles");
            framework.info.getRolesList().forEach(roles::add);
        } else {
            json.put("role", FrameworkRecord.oldRole(framework.info));
        }
        putTasks(json, framework, who);
        ArrayNode offers = json.putArray("offers");
        framework.offers.forEach(
                id -> Optional.ofNullable(state.offers.get(id)).ifPresent(offer -> offers.add(offer(offer))));
        ArrayNode executors = json.putArray("executors");
        framework.executors.forEach((agentId, byId) -> byId.values()
                .forEach(e -> executors.add(
                        who.sees(e, framework.info)
                                ? executor(framework, agentId, e)
                                : JsonNodeFactory.instance.objectNode()))); // the real one leaves its place
        if (framework.info.hasLabels()) {
            json.set("labels", TaskJson.labels(framework.info.getLabels()));
        }
        json.set("offer_constraints", TaskJson.tree(framework.offerConstraints));
        return json;
    }

    private static void putTasks(ObjectNode json, FrameworkRecord framework, Permissions who) {
        putTasks(json.putArray("tasks"), framework, framework.tasks.values(), who);
        putTasks(json.putArray("unreachable_tasks"), framework, framework.unreachableTasks.values(), who);
        putTasks(json.putArray("completed_tasks"), framework, framework.completedTasks, who);
    }

    private static void putTasks(
            ArrayNode json, FrameworkRecord framework, Collection<TaskRecord> tasks, Permissions who) {
        tasks.stream()
                .filter(task -> who.sees(task.info, framework.info))
                .forEach(task -> json.add(TaskJson.of(task.describe(framework.id()))));
    }

    private static ObjectNode offer(OfferRecord offer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", offer.id().getValue());
        json.put("framework_id", offer.frameworkId().getValue());
        json.putObject("allocation_info").put("role", offer.role());
        json.put("slave_id", offer.agentId().getValue());
        json.set("resources", ResourcesJson.of(offer.resources()));
        return json;
    }

    private static ObjectNode executor(FrameworkRecord framework, AgentID agentId, ExecutorInfo executor) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("executor_id", executor.getExecutorId().getValue());
        json.put("name", executor.getName());
        json.put("framework_id", framework.id().getValue());
        json.set("command", TaskJson.tree(executor.getCommand()));
        json.set("resources", ResourcesJson.of(Resources.of(executor.getResourcesList())));
        if (executor.getResourcesCount() > 0) {
            json.put("role", executor.getResources(0).getAllocationInfo().getRole());
        }
        json.put("slave_id", agentId.getValue());
        return json;
    }
}
