package io.mesosframework.executor.internal;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.TaskInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A process to start.
 *
 * @param program a path, or a name that is looked up on the PATH of {@code environment}
 * @param arguments from argument 0 on
 * @param environment the whole of it
 * @param user who it shall run as; empty for the user that this JVM runs as
 */
public record ProcessSpec(
        String program, List<String> arguments, Map<String, String> environment, Optional<String> user) {

    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The executor's own secret, which is nothing for a task. */
    private static final String TOKEN = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN";

    public ProcessSpec {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * The process of a task: its command, with the executor's environment beneath the command's own and
     * MESOS_ALLOCATION_ROLE above both (PROTOCOL C1, C14).
     *
     * @throws StartException if the task has no command or one that cannot be run here
     */
    public static ProcessSpec ofTask(TaskInfo task, Map<String, String> executorEnvironment, Optional<String> user) {
        if (!task.hasCommand()) {
            throw new StartException("The task has no command; a command executor runs nothing else");
        }
        Map<String, String> environment = new TreeMap<>(executorEnvironment);
        environment.remove(TOKEN);
        environment.putIfAbsent("PATH", DEFAULT_PATH);
        putAll(task.getCommand(), environment);
        environment.put("MESOS_ALLOCATION_ROLE", allocationRole(task));
        return of(task.getCommand(), environment, user);
    }

    /** The process of a container: the command with its environment above what the agent gives. */
    public static ProcessSpec ofCommand(
            CommandInfo command, Map<String, String> agentEnvironment, Optional<String> user) {
        Map<String, String> environment = new TreeMap<>(agentEnvironment);
        putAll(command, environment);
        environment.putIfAbsent("PATH", DEFAULT_PATH);
        return of(command, environment, user);
    }

    /** The process of a command check: the command with its environment above that of the task. */
    public ProcessSpec ofCheck(CommandInfo command) {
        Map<String, String> merged = new TreeMap<>(environment);
        putAll(command, merged);
        return of(command, merged, user);
    }

    private static ProcessSpec of(CommandInfo command, Map<String, String> environment, Optional<String> user) {
        if (!command.hasValue()) {
            throw new StartException("The command has no value: nothing to run");
        }
        if (command.getShell()) {
            return new ProcessSpec("/bin/sh", List.of("sh", "-c", command.getValue()), environment, user);
        }
        List<String> arguments =
                command.getArgumentsCount() == 0 ? List.of(command.getValue()) : command.getArgumentsList();
        return new ProcessSpec(command.getValue(), arguments, environment, user);
    }

    private static void putAll(CommandInfo command, Map<String, String> environment) {
        for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
            environment.put(variable.getName(), value(variable));
        }
    }

    private static String value(Environment.Variable variable) {
        if (variable.getType() != Environment.Variable.Type.SECRET) {
            return variable.getValue();
        }
        if (!variable.getSecret().hasValue()) {
            throw new StartException("The environment variable " + variable.getName()
                    + " is a secret by reference, which this executor has no store to look up in");
        }
        return variable.getSecret().getValue().getData().toStringUtf8();
    }

    static String allocationRole(TaskInfo task) {
        return task.getResourcesList().stream()
                .filter(resource -> resource.getAllocationInfo().hasRole())
                .map(resource -> resource.getAllocationInfo().getRole())
                .findFirst()
                .orElse("*");
    }
}
