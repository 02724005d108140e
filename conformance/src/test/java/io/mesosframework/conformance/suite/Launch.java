package io.mesosframework.conformance.suite;

import tools.jackson.databind.node.ObjectNode;

/** Tasks and executors in JSON, complete but for what a scenario adds. */
public final class Launch {
    private static final String UNTIL_TOLD =
            "env | sort > env.part; mv env.part env; while [ ! -e end ]; do sleep 0.1; done; . ./end";

    private Launch() {}

    /** 0.1 cpu and 32 MB for a shell command. */
    public static ObjectNode command(String id, String command) {
        return task(id).set("command", Json.object("{shell: true}").put("value", command));
    }

    /** 0.1 cpu and 32 MB for an executor to run. */
    public static ObjectNode task(String id) {
        ObjectNode task = Json.object("{name: '%s', task_id: {value: '%s'}}", id, id);
        task.set("resources", Json.read("[" + scalar("cpus", 0.1) + "," + scalar("mem", 32) + "]"));
        return task;
    }

    /** A task and the custom executor that it is for; see {@link Stage#executor}. */
    public static ObjectNode withExecutor(String id, Framework framework, String executorId) {
        return task(id).set("executor", executor(framework, executorId));
    }

    /** A custom executor of 0.1 cpu and 32 MB that waits in its sandbox to be spoken for. */
    public static ObjectNode executor(Framework framework, String executorId) {
        ObjectNode executor = Json.object(
                "{type: 'CUSTOM', executor_id: {value: '%s'}, framework_id: {value: '%s'}}",
                executorId, framework.id());
        executor.set("command", Json.object("{shell: true}").put("value", UNTIL_TOLD));
        executor.set("resources", Json.read("[" + scalar("cpus", 0.1) + "," + scalar("mem", 32) + "]"));
        return executor;
    }

    /** One scalar resource, unreserved, as JSON text. */
    public static String scalar(String name, double value) {
        return "{\"name\":\"%s\",\"type\":\"SCALAR\",\"scalar\":{\"value\":%s}}".formatted(name, value);
    }
}
