package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What can be wrong with a task, first problem first, in Mesos' words (PROTOCOL B76-B92). */
final class TaskValidation {

    private static final long MIN_EXECUTOR_CPUS_MILLIS = 10;
    private static final long MIN_EXECUTOR_MEM_MILLIS = 32_000;

    private TaskValidation() {}

    static Optional<String> launchProblem(Accepted accepted, TaskInfo task) {
        return taskProblem(accepted, task)
                .or(() -> ownCgroups(task)
                        ? Optional.of("Only tasks in a task group may have 'share_cgroups' set to 'false'")
                        : Optional.empty())
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
                    .or(() -> groupTaskProblem(task));
            if (problem.isPresent()) {
                return Optional.of("Task '" + task.getTaskId().getValue() + "' is invalid: " + problem.get());
            }
            total = total.plus(Resources.of(task.getResourcesList()));
        }
        Optional<String> problem = mixedCgroups(accepted, group, executor)
                .or(() -> groupExecutorProblem(accepted, executor))
                .or(() -> otherExecutor(group, executor));
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
                .or(() -> task.hasCheck()
                        ? CheckValidation.problem(task.getCheck()).map(p -> "Task uses invalid check: " + p)
                        : Optional.empty())
                .or(() -> task.hasHealthCheck()
                        ? CheckValidation.problem(task.getHealthCheck())
                                .map(p -> "Task uses invalid health check: " + p)
                        : Optional.empty())
                .or(() -> resourcesProblem(task))
                .or(() -> task.hasCommand()
                        ? CommandValidation.problem(task.getCommand()).map(p -> "Task's `CommandInfo` is invalid: " + p)
                        : Optional.empty())
                .or(() -> task.hasContainer()
                        ? ContainerValidation.problem(task.getContainer())
                                .map(p -> "Task's `ContainerInfo` is invalid: " + p)
                        : Optional.empty())
                .or(() -> limitsProblem(task));
    }

    /** PROTOCOL B81. */
    private static Optional<String> limitsProblem(TaskInfo task) {
        if (!List.of("cpus", "mem").containsAll(task.getLimitsMap().keySet())) {
            return Optional.of("Only cpus and mem may be included in a task's resource limits");
        }
        Resources requested = Resources.of(task.getResourcesList());
        return limitProblem(task, "cpus", "cpu", requested.cpusMillis())
                .or(() -> limitProblem(task, "mem", "memory", requested.memMillis()));
    }

    private static Optional<String> limitProblem(TaskInfo task, String name, String text, long requestMillis) {
        if (!task.containsLimits(name)) {
            return Optional.empty();
        }
        if (requestMillis == 0) {
            return Optional.of("When a " + text + " limit is specified, a " + text + " request must also be specified");
        }
        double limit = task.getLimitsOrThrow(name).getValue();
        return Double.isInfinite(limit) || Math.round(limit * 1000) >= requestMillis
                ? Optional.empty()
                : Optional.of("The " + text + " limit must be greater than or equal to the " + text + " request");
    }

    private static Optional<String> resourcesProblem(TaskInfo task) {
        if (task.getResourcesCount() == 0) {
            return Optional.of("Task uses no resources");
        }
        Optional<String> invalid = OfferedResources.problem(task.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Task uses invalid resources: " + problem);
        }
        List<Resource> withExecutor = new ArrayList<>(task.getResourcesList());
        withExecutor.addAll(task.getExecutor().getResourcesList());
        return repeatedVolume(withExecutor)
                .map(problem -> "Task uses duplicate persistence ID: " + problem)
                .or(() -> mixed(task.getResourcesList())
                        .map(name -> "Task mixes revocable and non-revocable resources: Cannot use both revocable and"
                                + " non-revocable '" + name + "' at the same time"))
                .or(() -> manyRoles(task.getResourcesList()).map(problem -> "Invalid task resources: " + problem));
    }

    private static Optional<String> repeatedVolume(List<Resource> resources) {
        Set<String> seen = new HashSet<>();
        return resources.stream()
                .filter(r -> r.getDisk().hasPersistence())
                .filter(r -> !seen.add(Resources.reservationRole(r) + " "
                        + r.getDisk().getPersistence().getId()))
                .findFirst()
                .map(r -> "Persistence ID '" + r.getDisk().getPersistence().getId() + "' is not unique");
    }

    /** The name of which there is some that may be taken away and some that may not. */
    private static Optional<String> mixed(List<Resource> resources) {
        return resources.stream()
                .filter(Resource::hasRevocable)
                .map(Resource::getName)
                .filter(name ->
                        resources.stream().anyMatch(other -> other.getName().equals(name) && !other.hasRevocable()))
                .findFirst();
    }

    private static Optional<String> manyRoles(List<Resource> resources) {
        List<String> roles = new ArrayList<>(resources.stream()
                .map(r -> "'" + r.getAllocationInfo().getRole() + "'")
                .distinct()
                .toList());
        Collections.reverse(roles);
        return roles.size() > 1
                ? Optional.of("The resources have multiple allocation roles (" + String.join(" and ", roles)
                        + ") but only one allocation role is allowed")
                : Optional.empty();
    }

    /** PROTOCOL B84. */
    private static Optional<String> launchExecutorProblem(Accepted accepted, ExecutorInfo executor) {
        if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
            return executor.hasCommand()
                    ? Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor")
                    : Optional.of("'ExecutorInfo.type' must be 'CUSTOM'");
        }
        if (executor.hasType() && executor.getType() != ExecutorInfo.Type.CUSTOM) {
            return Optional.of("'ExecutorInfo.type' must be 'CUSTOM'");
        }
        if (!executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
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
        Optional<String> invalid = OfferedResources.problem(executor.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Executor uses invalid resources: " + problem);
        }
        if (executor.hasCommand()) {
            Optional<String> command = CommandValidation.problem(executor.getCommand());
            if (command.isPresent()) {
                return command.map(problem -> "Executor's `CommandInfo` is invalid: " + problem);
            }
        }
        if (executor.hasContainer()) {
            Optional<String> container = ContainerValidation.problem(executor.getContainer());
            if (container.isPresent()) {
                return container.map(problem -> "Executor's `ContainerInfo` is invalid: " + problem);
            }
            if (executor.getContainer().getLinuxInfo().hasShareCgroups()
                    && executor.getContainer().getLinuxInfo().getShareCgroups()) {
                return Optional.of("The 'share_cgroups' field cannot be set to 'true' on executor containers");
            }
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
        boolean isDefault = executor.getType() == ExecutorInfo.Type.DEFAULT;
        if (isDefault && executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        }
        if (isDefault && executor.hasContainer()) {
            if (executor.getContainer().getType() != ContainerInfo.Type.MESOS) {
                return Optional.of("'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
            }
            if (executor.getContainer().getMesos().hasImage()) {
                return Optional.of("'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor");
            }
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
    private static Optional<String> groupTaskProblem(TaskInfo task) {
        ContainerInfo container = task.getContainer();
        if (task.hasContainer() && container.getType() == ContainerInfo.Type.DOCKER) {
            return Optional.of("Docker ContainerInfo is not supported on the task");
        }
        if (container.getNetworkInfosCount() > 0
                && (task.getHealthCheck().getType() == HealthCheck.Type.HTTP
                        || task.getHealthCheck().getType() == HealthCheck.Type.TCP)) {
            return Optional.of("HTTP and TCP health checks are not supported for nested containers"
                    + " not joining parent's network");
        }
        return task.getLimitsCount() > 0 && !ownCgroups(task)
                ? Optional.of("Resource limits may only be set for tasks within a task group when"
                        + " the 'share_cgroups' field is set to 'false'.")
                : Optional.empty();
    }

    private static boolean ownCgroups(TaskInfo task) {
        var linux = task.getContainer().getLinuxInfo();
        return linux.hasShareCgroups() && !linux.getShareCgroups();
    }

    private static Optional<String> otherExecutor(List<TaskInfo> group, ExecutorInfo executor) {
        return group.stream()
                .filter(task -> !comparable(task.getExecutor()).equals(comparable(executor)))
                .findFirst()
                .map(task -> "The `ExecutorInfo` of task '" + task.getTaskId().getValue()
                        + "' is different from executor '"
                        + executor.getExecutorId().getValue() + "'");
    }

    /** Tasks that run already count, too. */
    private static Optional<String> mixedCgroups(Accepted accepted, List<TaskInfo> group, ExecutorInfo executor) {
        Stream<TaskInfo> running = accepted.framework.tasks.values().stream()
                .filter(task -> task.agentId.equals(accepted.agent.id()) && !task.isTerminal())
                .map(task -> task.info)
                .filter(task -> task.getExecutor().getExecutorId().equals(executor.getExecutorId()));
        return Stream.concat(running, group.stream())
                                .map(TaskValidation::ownCgroups)
                                .distinct()
                                .count()
                        > 1
                ? Optional.of("If set, the value of 'share_cgroups' must be the same for all tasks in each task group"
                        + " and under a single executor")
                : Optional.empty();
    }

    /** An executor that runs already costs nothing more (PROTOCOL B86). */
    private static Resources withExecutor(Accepted accepted, Resources tasks, Optional<ExecutorInfo> executor) {
        return executor.filter(e ->
                        !accepted.framework.executorsOn(accepted.agent.id()).containsKey(e.getExecutorId()))
                .map(e -> tasks.plus(Resources.of(e.getResourcesList())))
                .orElse(tasks);
    }
}
