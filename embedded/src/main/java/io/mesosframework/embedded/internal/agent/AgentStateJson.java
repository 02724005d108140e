package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.AttributesJson;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.EndpointResources;
import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.resources.Resources;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON that an agent answers a GET with (PROTOCOL E65, E66). */
final class AgentStateJson {

    private AgentStateJson() {}

    /** What a route shows; empty if it is none of these. */
    static Optional<JsonNode> of(AgentState state, String route) {
        return switch (route) {
            case "/state" -> Optional.of(state(state));
            case "/flags" -> Optional.of(object().set("flags", flags(state)));
            case "/containers" -> Optional.of(containers(state, true));
            case "/monitor/statistics" -> Optional.of(containers(state, false));
            case "/metrics/snapshot" -> {
                ObjectNode metrics = object();
                AgentMetrics.of(state).forEach(metrics::put);
                yield Optional.of(metrics);
            }
            default -> Optional.empty();
        };
    }

    private static ObjectNode state(AgentState state) {
        Resources total = state.total;
        Resources used = AgentMetrics.used(state);
        ObjectNode json = Build.putFirst(object());
        json.put("start_time", Statuses.seconds(state.started));
        json.put("id", state.id().getValue());
        json.put("pid", state.config.pid());
        json.put("hostname", state.info.getHostname());
        ArrayNode capabilities = json.putArray("capabilities");
        Build.AGENT_CAPABILITIES.forEach(capability -> capabilities.add(capability.name()));
        json.set("resources", ResourcesJson.of(total));
        json.set("reserved_resources", ResourcesJson.reserved(total));
        json.set("unreserved_resources", ResourcesJson.of(total.unreserved()));
        json.set("reserved_resources_full", ResourcesJson.reservedFull(total));
        ArrayNode unreserved = json.putArray("unreserved_resources_full");
        EndpointResources.of(total.unreserved()).forEach(resource -> unreserved.add(TaskJson.tree(resource)));
        json.set("reserved_resources_allocated", ResourcesJson.reserved(used));
        json.set("unreserved_resources_allocated", ResourcesJson.of(used.unreserved()));
        json.putArray("resource_providers");
        json.set("attributes", AttributesJson.of(state.info.getAttributesList()));
        json.put("master_hostname", state.config.hostname());
        json.set("flags", flags(state));
        ArrayNode frameworks = json.putArray("frameworks");
        state.frameworks.values().forEach(framework -> frameworks.add(framework(framework)));
        ArrayNode completed = json.putArray("completed_frameworks");
        state.completed.values().forEach(framework -> completed.add(framework(framework)));
        return json;
    }

    private static ObjectNode flags(AgentState state) {
        ObjectNode json = object();
        AgentFlags.of(state.config).forEach(json::put);
        return json;
    }

    private static ObjectNode framework(AgentFramework framework) {
        FrameworkInfo info = framework.info;
        ObjectNode json = object();
        json.put("id", framework.id().getValue());
        json.put("name", info.getName());
        json.put("user", info.getUser());
        json.put("failover_timeout", info.getFailoverTimeout());
        json.put("checkpoint", info.getCheckpoint());
        json.put("hostname", info.getHostname());
        if (info.hasPrincipal()) {
            json.put("principal", info.getPrincipal());
        }
        if (info.getCapabilitiesList().stream()
                .anyMatch(c -> c.getType() == FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            ArrayNode roles = json.putArray("roles");
            info.getRolesList().forEach(roles::add);
        } else {
            json.put("role", oldRole(info));
        }
        ArrayNode executors = json.putArray("executors");
        framework.executors.values().forEach(run -> executors.add(executor(framework.id(), run)));
        ArrayNode completed = json.putArray("completed_executors");
        framework.completed.forEach(run -> completed.add(executor(framework.id(), run)));
        return json;
    }

    @SuppressWarnings("deprecation") // what frameworks without MULTI_ROLE use
    private static String oldRole(FrameworkInfo info) {
        return info.getRole();
    }

    private static ObjectNode executor(FrameworkID frameworkId, ExecutorRun run) {
        ExecutorInfo info = run.info;
        ObjectNode json = object();
        json.put("id", run.id().getValue());
        json.put("name", info.getName());
        json.put("source", source(info));
        json.put("container", run.containerId.getValue());
        json.put("directory", run.sandbox.toString());
        Resources used = AgentMetrics.used(run);
        json.set("resources", ResourcesJson.of(used));
        if (info.getResourcesCount() > 0) {
            json.put("role", info.getResources(0).getAllocationInfo().getRole());
        }
        if (info.hasLabels()) {
            json.set("labels", TaskJson.labels(info.getLabels()));
        }
        ArrayNode tasks = json.putArray("tasks");
        run.launched.values().forEach(task -> tasks.add(TaskJson.of(AgentReads.describe(frameworkId, task))));
        ArrayNode queued = json.putArray("queued_tasks");
        run.queued
                .values()
                .forEach(task ->
                        queued.add(TaskJson.of(AgentReads.describe(frameworkId, task, TaskState.TASK_STAGING))));
        ArrayNode completed = json.putArray("completed_tasks");
        run.ended.values().forEach(task -> completed.add(TaskJson.of(AgentReads.describe(frameworkId, task))));
        run.completed.forEach(task -> completed.add(TaskJson.of(AgentReads.describe(frameworkId, task))));
        return json;
    }

    @SuppressWarnings("deprecation") // still shown
    private static String source(ExecutorInfo info) {
        return info.getSource();
    }

    /** What containers use is not measured: their limits are told, and nothing else (PROTOCOL E66). */
    private static ArrayNode containers(AgentState state, boolean withStatus) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (AgentFramework framework : state.frameworks.values()) {
            for (ExecutorRun run : framework.executors.values()) {
                ObjectNode one = json.addObject();
                if (withStatus) {
                    one.put("container_id", run.containerId.getValue());
                }
                one.put("executor_id", run.id().getValue());
                one.put("executor_name", run.info.getName());
                one.put("framework_id", framework.id().getValue());
                one.put("source", source(run.info));
                Resources used = AgentMetrics.used(run);
                one.putObject("statistics")
                        .put("cpus_soft_limit", used.cpusMillis() / 1000.0)
                        .put("mem_limit_bytes", (used.memMillis() / 1000) << 20)
                        .put("mem_soft_limit_bytes", (used.memMillis() / 1000) << 20)
                        .put("timestamp", Statuses.seconds(state.now));
                if (withStatus) {
                    ObjectNode status = one.putObject("status");
                    status.putObject("container_id").put("value", run.containerId.getValue());
                    run.pid.ifPresent(pid -> status.put("executor_pid", pid));
                }
            }
        }
        return json;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
