package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be wrong with a task, first problem first, in Mesos' words (PROTOCOL B76-B92). */
final class TaskValidation {

    private TaskValidation() {}

    static Optional<String> launchProblem(Accepted accepted, TaskInfo task) {
        return taskProblem(accepted, task)
                .or(() -> task.hasExecutor() == task.hasCommand()
                        ? Optional.of(
                                "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present")
                        : Optional.empty())
                .or(() -> task.hasExecutor()
                        ? ExecutorValidation.launchProblem(accepted, task.getExecutor())
                        : Optional.empty())
                .or(() -> togetherProblem(task))
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
                })
                .or(() -> ownCgroups(task)
                        ? Optional.of("Only tasks in a task group may have 'share_cgroups' set to 'false'")
                        : Optional.empty());
    }

    static Optional<String> groupProblem(Accepted accepted, List<TaskInfo> group, ExecutorInfo executor) {
        Set<String> ids = new HashSet<>();
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
        }
        return ExecutorValidation.groupProblem(accepted, executor)
                .or(() -> otherExecutor(group, executor))
                .or(() -> ExecutorValidation.tooSmall(executor))
                .or(() -> groupTogetherProblem(group, executor))
                .or(() -> {
                    Resources all = withExecutor(accepted, total(group), Optional.of(executor));
                    return accepted.forTasks().contains(all)
                            ? Optional.empty()
                            : Optional.of("Total resources " + all
                                    + " required by task group and its executor are more than available "
                                    + accepted.forTasks());
                })
                .or(() -> ExecutorValidation.sharedCgroups(executor))
                .or(() -> mixedCgroups(accepted, group, executor));
    }

    private static Resources total(List<TaskInfo> group) {
        return group.stream()
                .map(task -> Resources.of(task.getResourcesList()))
                .reduce(Resources.EMPTY, Resources::plus);
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
        if (accepted.framework.unreachableTasks.containsKey(task.getTaskId())) {
            return Optional.of("Task reuses the ID of an unreachable task: "
                    + task.getTaskId().getValue());
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
                .or(() ->
                        CommandValidation.problem(task.getCommand()).map(p -> "Task's `CommandInfo` is invalid: " + p))
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
        return limitProblem(
                        task,
                        "cpus",
                        "CPU",
                        requested.cpusMillis(),
                        limit -> limit < OfferedResources.amount(requested.cpusMillis()))
                .or(() -> limitProblem(
                        task,
                        "mem",
                        "memory",
                        requested.memMillis(),
                        limit -> (long) limit < requested.memMillis() / 1000)); // whole megabytes (PROTOCOL D26)
    }

    private static Optional<String> limitProblem(
            TaskInfo task, String name, String text, long requestMillis, DoublePredicate tooLittle) {
        if (!task.containsLimits(name)) {
            return Optional.empty();
        }
        if (requestMillis == 0) {
            return Optional.of("When a " + text + " limit is specified, a " + text + " request must also be specified");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return tooLittle.test(task.getLimitsOrThrow(name).getValue())
                ? Optional.of("The " + lower + " limit must be greater than or equal to the " + lower + " request")
                : Optional.empty();
    }

    private static Optional<String> resourcesProblem(TaskInfo task) {
        if (task.getResourcesCount() == 0) {
            return Optional.of("Task uses no resources");
        }
        Optional<String> invalid = OfferedResources.problem(task.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Task uses invalid resources: " + problem);
        }
        Resources resources = Resources.of(task.getResourcesList());
        return UsedResources.repeatedVolume(resources)
                .map(problem -> "Task uses duplicate persistence ID: " + problem)
                .or(() -> UsedResources.manyRoles(resources).map(problem -> "Invalid task resources: " + problem))
                .or(() -> UsedResources.mixed(resources)
                        .map(problem -> "Task mixes revocable and non-revocable resources: " + problem));
    }

    /** Of a task and its executor together. */
    private static Optional<String> togetherProblem(TaskInfo task) {
        if (!task.hasExecutor()) {
            return Optional.empty(); // a task alone was looked at before
        }
        Resources own = Resources.of(task.getResourcesList());
        Resources executors = Resources.of(task.getExecutor().getResourcesList());
        if (UsedResources.overlap(List.of(own, executors))) {
            return Optional.of("There are overlapping resources in the task resources "
                    + UsedResources.json(task.getResourcesList()) + " and executor resources "
                    + UsedResources.json(task.getExecutor().getResourcesList()));
        }
        Resources total = own.plus(executors);
        return UsedResources.repeatedVolume(total)
                .map(problem -> "Task and its executor use duplicate persistence ID: " + problem)
                .or(() -> UsedResources.mixed(total)
                        .map(problem -> "Task and its executor mix revocable and non-revocable resources: " + problem));
    }

    private static Optional<String> groupTogetherProblem(List<TaskInfo> group, ExecutorInfo executor) {
        Resources executors = Resources.of(executor.getResourcesList());
        Resources total = executors.plus(total(group));
        return UsedResources.repeatedVolume(total)
                .map(problem -> "Task group and executor use duplicate persistence ID: " + problem)
                .or(() -> UsedResources.mixed(total)
                        .map(problem ->
                                "Task group and executor mix revocable and non-revocable resources: " + problem))
                .or(() -> {
                    List<Resources> all = new ArrayList<>();
                    group.forEach(task -> all.add(Resources.of(task.getResourcesList())));
                    String texts = all.stream().map(Resources::toString).collect(Collectors.joining(", ", "[ ", " ]"));
                    all.add(executors);
                    return UsedResources.overlap(all)
                            ? Optional.of("There are overlapping resources in the task group's task resources " + texts
                                    + " and/or executor resources " + UsedResources.json(executor.getResourcesList()))
                            : Optional.empty();
                });
    }

    /** PROTOCOL B89. */
    private static Optional<String> groupTaskProblem(TaskInfo task) {
        ContainerInfo container = task.getContainer();
        if (container.getNetworkInfosCount() > 0
                && (task.getHealthCheck().getType() == HealthCheck.Type.HTTP
                        || task.getHealthCheck().getType() == HealthCheck.Type.TCP)) {
            return Optional.of("HTTP and TCP health checks are not supported for nested containers"
                    + " not joining parent's network");
        }
        if (task.hasContainer() && container.getType() == ContainerInfo.Type.DOCKER) {
            return Optional.of("Docker ContainerInfo is not supported on the task");
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
                .filter(task -> !ExecutorValidation.same(task.getExecutor(), executor))
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
