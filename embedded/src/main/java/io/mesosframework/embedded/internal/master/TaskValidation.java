package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.ResourceValidation;
import io.mesosframework.resources.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can be wrong with a task, first problem first, in Mesos' words (PROTOCOL B76-B92). */
final class TaskValidation {

    private static final long MIN_EXECUTOR_CPUS_MILLIS = 10;
    private static final long MIN_EXECUTOR_MEM_MILLIS = 32_000;

    private TaskValidation() {}

    static Optional<String> launchProblem(Accepted accepted, TaskInfo task) {
        return taskProblem(accepted, task)
                .or(() -> task.hasExecutor() == task.hasCommand()
                        ? Optional.of(
                                "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present")
                        : Optional.empty())
                .or(() -> task.hasExecutor() ? launchExecutorProblem(accepted, task.getExecutor()) : Optional.empty())
                .or(() -> {
                    Resources total = withExecutor(
                            accepted,
                            Resources.of(task.getResourcesList()),
                            task.hasExecutor() ? Optional.of(task.getExecutor()) : Optional.empty());
                    return accepted.forTasks().contains(total)
                            ? Optional.empty()
                            : Optional.of("Total resources " + total
                                    + " required by task and its executor is more than available "
                                    + accepted.forTasks());
                });
    }

    static Optional<String> groupProblem(Accepted accepted, List<TaskInfo> group, ExecutorInfo executor) {
        Set<String> ids = new HashSet<>();
        Resources total = Resources.EMPTY;
        for (TaskInfo task : group) {
            Optional<String> problem = taskProblem(accepted, task)
                    .or(() -> ids.add(task.getTaskId().getValue())
                            ? Optional.empty()
                            : Optional.of(
                                    "Task has duplicate ID: " + task.getTaskId().getValue()))
                    .or(() -> groupTaskProblem(task, executor));
            if (problem.isPresent()) {
                return Optional.of("Task '" + task.getTaskId().getValue() + "' is invalid: " + problem.get());
            }
            total = total.plus(Resources.of(task.getResourcesList()));
        }
        Optional<String> problem = groupExecutorProblem(accepted, executor);
        if (problem.isPresent()) {
            return problem;
        }
        Resources all = withExecutor(accepted, total, Optional.of(executor));
        return accepted.forTasks().contains(all)
                ? Optional.empty()
                : Optional.of("Total resources " + all
                        + " required by task group and its executor are more than available " + accepted.forTasks());
    }

    /** What holds for every task, however it is launched (PROTOCOL B76). */
    private static Optional<String> taskProblem(Accepted accepted, TaskInfo task) {
        String id = Ids.problem(task.getTaskId().getValue());
        if (!id.isEmpty()) {
            return Optional.of(id);
        }
        if (accepted.framework.tasks.containsKey(task.getTaskId())) {
            return Optional.of("Task has duplicate ID: " + task.getTaskId().getValue());
        }
        if (!task.getAgentId().equals(accepted.agent.id())) {
            return Optional.of("Task uses invalid agent " + task.getAgentId().getValue() + " while agent "
                    + accepted.agent.id().getValue() + " is expected");
        }
        if (task.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
            return Optional.of("Task's 'kill_policy.grace_period' must be non-negative");
        }
        if (task.getMaxCompletionTime().getNanoseconds() < 0) {
            return Optional.of("Task's `max_completion_time` must be non-negative");
        }
        return Optional.<String>empty()
                .or(() -> task.hasHealthCheck()
                        ? healthCheckProblem(task.getHealthCheck()).map(p -> "Task uses invalid health check: " + p)
                        : Optional.empty())
                .or(() -> resourcesProblem(task))
                .or(() -> task.hasCommand()
                        ? commandProblem(task.getCommand()).map(p -> "Task's `CommandInfo` is invalid: " + p)
                        : Optional.empty())
                .or(() -> task.getLimitsMap().keySet().stream()
                        .filter(name -> !name.equals("cpus") && !name.equals("mem"))
                        .findFirst()
                        .map(name -> "Only cpus and mem may be included in a task's resource limits"));
    }

    private static Optional<String> resourcesProblem(TaskInfo task) {
        if (task.getResourcesCount() == 0) {
            return Optional.of("Task uses no resources");
        }
        Optional<String> invalid = invalidResources(task.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Task uses invalid resources: " + problem);
        }
        Set<String> roles = new TreeSet<>();
        task.getResourcesList().forEach(r -> roles.add(r.getAllocationInfo().getRole()));
        if (roles.size() > 1) {
            return Optional.of("Invalid task resources: The resources have multiple allocation roles ("
                    + String.join(", ", roles) + ") but only one allocation role is allowed");
        }
        return Optional.empty();
    }

    /** PROTOCOL B80, D3-D14. */
    private static Optional<String> invalidResources(List<Resource> resources) {
        return ResourceValidation.error(resources)
                .map(problem -> "Invalid resources: " + problem)
                .or(() -> resources.stream()
                        .filter(r -> r.getName().equals("gpus"))
                        .filter(r -> r.getScalar().getValue()
                                != Math.rint(r.getScalar().getValue()))
                        .findFirst()
                        .map(r -> "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer"));
    }

    private static Optional<String> healthCheckProblem(HealthCheck check) {
        if (!check.hasType()) {
            return Optional.of("HealthCheck must specify 'type'");
        }
        Optional<String> body = switch (check.getType()) {
            case COMMAND ->
                check.hasCommand()
                        ? Optional.<String>empty()
                        : Optional.of("Expecting 'command' to be set for COMMAND health check");
            case HTTP ->
                check.hasHttp()
                        ? httpCheckProblem(check.getHttp())
                        : Optional.of("Expecting 'http' to be set for HTTP health check");
            case TCP ->
                check.hasTcp()
                        ? Optional.<String>empty()
                        : Optional.of("Expecting 'tcp' to be set for TCP health check");
            default -> Optional.of("'" + check.getType() + "' is not a valid health check type");
        };
        return body.or(() -> negative("delay_seconds", check.getDelaySeconds()))
                .or(() -> negative("grace_period_seconds", check.getGracePeriodSeconds()))
                .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
                .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
    }

    private static Optional<String> httpCheckProblem(HealthCheck.HTTPCheckInfo http) {
        if (http.hasScheme()
                && !http.getScheme().equals("http")
                && !http.getScheme().equals("https")) {
            return Optional.of("Unsupported HTTP health check scheme: '" + http.getScheme() + "'");
        }
        return http.hasPath() && !http.getPath().startsWith("/")
                ? Optional.of("The path '" + http.getPath() + "' of HTTP health check must start with '/'")
                : Optional.empty();
    }

    private static Optional<String> negative(String field, double value) {
        return value < 0 ? Optional.of("Expecting '" + field + "' to be non-negative") : Optional.empty();
    }

    /** PROTOCOL B91. */
    private static Optional<String> commandProblem(CommandInfo command) {
        for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
            boolean secret = variable.getType() == Environment.Variable.Type.SECRET;
            String name = "Environment variable '" + variable.getName() + "' of type '" + (secret ? "SECRET" : "VALUE")
                    + "' ";
            if (secret && !variable.hasSecret()) {
                return Optional.of(name + "must have a secret set");
            }
            if (secret && variable.hasValue()) {
                return Optional.of(name + "must not have a value set");
            }
            if (!secret && !variable.hasValue()) {
                return Optional.of(name + "must have a value set");
            }
            if (!secret && variable.hasSecret()) {
                return Optional.of(name + "must not have a secret set");
            }
        }
        return Optional.empty();
    }

    /** PROTOCOL B84. */
    private static Optional<String> launchExecutorProblem(Accepted accepted, ExecutorInfo executor) {
        if (executor.hasType() && executor.getType() != ExecutorInfo.Type.CUSTOM) {
            return Optional.of("'ExecutorInfo.type' must be 'CUSTOM'");
        }
        if (!executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must be set");
        }
        return executorProblem(accepted, executor);
    }

    private static Optional<String> executorProblem(Accepted accepted, ExecutorInfo executor) {
        String id = Ids.problem(executor.getExecutorId().getValue());
        if (!id.isEmpty()) {
            return Optional.of(id);
        }
        if (!executor.hasFrameworkId()) {
            return Optional.of("'ExecutorInfo.framework_id' must be set");
        }
        if (!executor.getFrameworkId().equals(accepted.framework.id())) {
            return Optional.of("ExecutorInfo has an invalid FrameworkID (Actual: "
                    + executor.getFrameworkId().getValue() + " vs Expected: "
                    + accepted.framework.id().getValue() + ")");
        }
        if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
            return Optional.of("ExecutorInfo's 'shutdown_grace_period' must be non-negative");
        }
        Optional<String> invalid = invalidResources(executor.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Executor uses invalid resources: " + problem);
        }
        ExecutorInfo known = accepted.framework.executorsOn(accepted.agent.id()).get(executor.getExecutorId());
        if (known != null && !comparable(known).equals(comparable(executor))) {
            String line = "------------------------------------------------------------\n";
            return Optional.of("ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n"
                    + line + "Existing ExecutorInfo:\n" + known + "\n" + line + "Our ExecutorInfo:\n" + executor + "\n"
                    + line);
        }
        return Optional.empty();
    }

    /** Labels and the grace period do not count (PROTOCOL B85). */
    private static ExecutorInfo comparable(ExecutorInfo executor) {
        return executor.toBuilder().clearLabels().clearShutdownGracePeriod().build();
    }

    /** PROTOCOL B88. */
    private static Optional<String> groupExecutorProblem(Accepted accepted, ExecutorInfo executor) {
        if (!executor.hasType()) {
            return Optional.of("'ExecutorInfo.type' must be set");
        }
        if (executor.getType() == ExecutorInfo.Type.UNKNOWN) {
            return Optional.of("Unknown executor type");
        }
        if (executor.getContainer().getType() == ContainerInfo.Type.DOCKER && executor.hasContainer()) {
            return Optional.of("Docker ContainerInfo is not supported on the executor");
        }
        boolean isDefault = executor.getType() == ExecutorInfo.Type.DEFAULT;
        if (isDefault && executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        }
        if (!isDefault && !executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
        }
        return executorProblem(accepted, executor).or(() -> tooSmall(executor));
    }

    private static Optional<String> tooSmall(ExecutorInfo executor) {
        Resources resources = Resources.of(executor.getResourcesList());
        String name = "Executor '" + executor.getExecutorId().getValue() + "' uses ";
        if (resources.cpusMillis() < MIN_EXECUTOR_CPUS_MILLIS) {
            return Optional.of(name + "less CPUs (" + scalar(executor, "cpus") + ") than the minimum required (0.01)");
        }
        if (resources.memMillis() < MIN_EXECUTOR_MEM_MILLIS) {
            return Optional.of(name + "less memory (" + scalar(executor, "mem") + ") than the minimum required (32MB)");
        }
        return executor.getResourcesList().stream().anyMatch(r -> r.getName().equals("disk"))
                ? Optional.empty()
                : Optional.of(name + "no disk");
    }

    private static String scalar(ExecutorInfo executor, String name) {
        return executor.getResourcesList().stream()
                .filter(r -> r.getName().equals(name))
                .findFirst()
                .map(r -> name.equals("mem")
                        ? (long) r.getScalar().getValue() + "MB"
                        : String.valueOf(r.getScalar().getValue()))
                .orElse("None");
    }

    /** PROTOCOL B89. */
    private static Optional<String> groupTaskProblem(TaskInfo task, ExecutorInfo executor) {
        if (task.hasContainer() && task.getContainer().getType() == ContainerInfo.Type.DOCKER) {
            return Optional.of("Docker ContainerInfo is not supported on the task");
        }
        return comparable(task.getExecutor()).equals(comparable(executor))
                ? Optional.empty()
                : Optional.of("The `ExecutorInfo` of task '" + task.getTaskId().getValue()
                        + "' is different from executor '"
                        + executor.getExecutorId().getValue() + "'");
    }

    /** An executor that runs already costs nothing more (PROTOCOL B86). */
    private static Resources withExecutor(Accepted accepted, Resources tasks, Optional<ExecutorInfo> executor) {
        return executor.filter(e ->
                        !accepted.framework.executorsOn(accepted.agent.id()).containsKey(e.getExecutorId()))
                .map(e -> tasks.plus(Resources.of(e.getResourcesList())))
                .orElse(tasks);
    }
}
