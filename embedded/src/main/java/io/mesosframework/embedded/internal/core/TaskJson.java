package io.mesosframework.embedded.internal.core;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Task;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.resources.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A task in the JSON of `/state` and `/tasks`, of master and agent (PROTOCOL E61). */
public final class TaskJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private TaskJson() {}

    public static ObjectNode of(Task task) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", task.getTaskId().getValue());
        json.put("name", task.getName());
        json.put("framework_id", task.getFrameworkId().getValue());
        json.put("executor_id", task.getExecutorId().getValue());
        json.put("slave_id", task.getAgentId().getValue());
        json.put("state", task.getState().name());
        json.set("resources", ResourcesJson.of(Resources.of(task.getResourcesList())));
        if (task.getLimitsCount() > 0) {
            ObjectNode limits = json.putObject("limits");
            task.getLimitsMap().forEach((name, limit) -> limits.put(name, limit.getValue()));
        }
        json.put(
                "role",
                task.getResourcesCount() == 0
                        ? "*"
                        : task.getResources(0).getAllocationInfo().getRole());
        ArrayNode statuses = json.putArray("statuses");
        task.getStatusesList().forEach(status -> statuses.add(status(status)));
        if (task.hasUser()) {
            json.put("user", task.getUser());
        }
        if (task.hasLabels()) {
            json.set("labels", labels(task.getLabels()));
        }
        if (task.hasDiscovery()) {
            json.set("discovery", tree(task.getDiscovery()));
        }
        if (task.hasContainer()) {
            json.set("container", tree(task.getContainer()));
        }
        if (task.hasHealthCheck()) {
            json.set("health_check", tree(task.getHealthCheck()));
        }
        return json;
    }

    public static ArrayNode labels(Labels labels) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        labels.getLabelsList().forEach(label -> {
            ObjectNode one = json.addObject().put("key", label.getKey());
            if (label.hasValue()) {
                one.put("value", label.getValue());
            }
        });
        return json;
    }

    /** A message in Mesos' own JSON. */
    public static JsonNode tree(com.google.protobuf.Message message) {
        return MAPPER.readTree(Codec.JSON.encode(message));
    }

    private static ObjectNode status(TaskStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", status.getState().name());
        json.put("timestamp", status.getTimestamp());
        if (status.hasLabels()) {
            json.set("labels", labels(status.getLabels()));
        }
        if (status.hasContainerStatus()) {
            ObjectNode container = (ObjectNode) tree(status.getContainerStatus());
            container.remove("executor_pid");
            json.set("container_status", container);
        }
        if (status.hasHealthy()) {
            json.put("healthy", status.getHealthy());
        }
        return json;
    }
}
