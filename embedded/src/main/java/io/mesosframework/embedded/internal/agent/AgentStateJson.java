package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.Collection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of an agent's `/state` as far as clients read it (PROTOCOL E65). */
final class AgentStateJson {

    private AgentStateJson() {}

    static ObjectNode of(AgentState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", Build.VERSION);
        json.put("id", state.id().getValue());
        json.put("pid", state.config.pid());
        json.put("hostname", state.info.getHostname());
        json.set("resources", ResourcesJson.of(Resources.of(state.config.resources())));
        json.putObject("flags").put("work_dir", state.config.workDirectory().toString());
        ArrayNode frameworks = json.putArray("frameworks");
        state.frameworks.values().forEach(framework -> frameworks.add(framework(framework)));
        ArrayNode completed = json.putArray("completed_frameworks");
        state.completed.values().forEach(framework -> completed.add(framework(framework)));
        return json;
    }

    private static ObjectNode framework(AgentFramework framework) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", framework.id().getValue());
        json.put("name", framework.info.getName());
        json.put("user", framework.info.getUser());
        ArrayNode executors = json.putArray("executors");
        framework.executors.values().forEach(run -> executors.add(executor(run)));
        ArrayNode completed = json.putArray("completed_executors");
        framework.completed.forEach(run -> completed.add(executor(run)));
        return json;
    }

    private static ObjectNode executor(ExecutorRun run) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", run.id().getValue());
        json.put("name", run.info.getName());
        json.put("container", run.containerId.getValue());
        json.put("directory", run.sandbox.toString());
        ArrayNode queued = json.putArray("queued_tasks");
        run.queued.values().forEach(task -> queued.add(task(task, "TASK_STAGING")));
        tasks(json.putArray("tasks"), run.launched.values());
        ArrayNode completed = json.putArray("completed_tasks");
        tasks(completed, run.ended.values());
        tasks(completed, run.completed);
        return json;
    }

    private static void tasks(ArrayNode json, Collection<ExecutorRun.RunningTask> tasks) {
        tasks.forEach(task -> json.add(task(task.info, task.state.name())));
    }

    private static ObjectNode task(TaskInfo task, String state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", task.getTaskId().getValue());
        json.put("name", task.getName());
        json.put("slave_id", task.getAgentId().getValue());
        json.put("state", state);
        json.set("resources", ResourcesJson.of(Resources.of(task.getResourcesList())));
        return json;
    }
}
