package io.mesosframework.executor;

import io.mesosframework.protocol.CommandInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A task that is a process. It works in a directory of its own, {@code tasks/<task id>} in the executor's sandbox, and its output goes to the
 * files {@code stdout} and {@code stderr} there. It has the executor's environment but for its token, the command's above that, and
 * {@code MESOS_TASK_ID} and {@code MESOS_ALLOCATION_ROLE}. What the agent has fetched lies in {@code $MESOS_SANDBOX}.
 *
 * @param command what to run; its {@code uris} are not fetched
 * @param environment more variables
 * @param directory where it works instead; must exist
 * @param sharesOutput whether its output goes to the executor's own files {@code stdout} and {@code stderr} instead
 */
public record ProcessTask(
        CommandInfo command, Map<String, String> environment, Optional<Path> directory, boolean sharesOutput) {

    public ProcessTask {
        environment = Map.copyOf(environment);
    }

    /** One that runs this command. */
    public static ProcessTask of(CommandInfo command) {
        return new ProcessTask(command, Map.of(), Optional.empty(), false);
    }

    /** The same with one more variable. */
    public ProcessTask with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new ProcessTask(command, more, directory, sharesOutput);
    }

    /** The same, working in this directory, which must exist. */
    public ProcessTask in(Path where) {
        return new ProcessTask(command, environment, Optional.of(where), sharesOutput);
    }

    /** The same with its output in the executor's own files. */
    public ProcessTask sharingOutput() {
        return new ProcessTask(command, environment, directory, true);
    }
}
