package io.mesosframework.embedded;

import io.mesosframework.protocol.TaskInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Scripts by the name of the task, for {@link EmbeddedMesosBuilder#simulatedTasks}. Immutable.
 *
 * <pre>{@code
 * TaskScripts.otherwise(TaskScript.runs()).named("migration", TaskScript.runsFor(Duration.ofSeconds(3)).thenExits(2))
 * }</pre>
 */
public final class TaskScripts implements Function<TaskInfo, TaskScript> {

    private final TaskScript otherwise;
    private final Map<String, TaskScript> byName;

    private TaskScripts(TaskScript otherwise, Map<String, TaskScript> byName) {
        this.otherwise = otherwise;
        this.byName = byName;
    }

    /** Every task behaves so, but those that are {@link #named}. */
    public static TaskScripts otherwise(TaskScript script) {
        return new TaskScripts(script, Map.of());
    }

    /** The tasks with this {@code TaskInfo.name} behave so. */
    public TaskScripts named(String name, TaskScript script) {
        Map<String, TaskScript> scripts = new LinkedHashMap<>(byName);
        scripts.put(name, script);
        return new TaskScripts(otherwise, scripts);
    }

    @Override
    public TaskScript apply(TaskInfo task) {
        return byName.getOrDefault(task.getName(), otherwise);
    }
}
