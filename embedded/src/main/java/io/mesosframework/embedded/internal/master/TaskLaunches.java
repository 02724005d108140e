package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.resources.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** LAUNCH and LAUNCH_GROUP of an ACCEPT (PROTOCOL B63-B73). */
final class TaskLaunches {

    private final MasterState state;
    private final Allocator allocator;

    TaskLaunches(MasterState state, Allocator allocator) {
        this.state = state;
        this.allocator = allocator;
    }

    void launch(Accepted accepted, Operation operation) {
        for (TaskInfo wanted : operation.getLaunch().getTaskInfosList()) {
            TaskInfo task = withHealthCheckType(completed(accepted, wanted));
            FrameworkInfo framework = accepted.framework.info;
            if (!Authorization.mayRun(state.permissions(framework), task, framework)) {
                taskError(
                        accepted,
                        task,
                        TaskStatus.Reason.REASON_TASK_UNAUTHORIZED,
                        "Principal '" + framework.getPrincipal() + "' no authorized to "
                                + Authorization.launching(task, framework));
                continue;
            }
            Optional<String> problem = TaskValidation.launchProblem(accepted, task);
            if (problem.isPresent()) {
                taskError(accepted, task, TaskStatus.Reason.REASON_TASK_INVALID, problem.get());
                continue;
            }
            boolean newExecutor = charge(
                    accepted, List.of(task), task.hasExecutor() ? Optional.of(task.getExecutor()) : Optional.empty());
            state.tell(accepted.agent, new ToAgent.RunTask(accepted.framework.info, task, newExecutor));
        }
    }

    /** All or nothing (PROTOCOL B69). */
    void launchGroup(Accepted accepted, Operation operation) {
        ExecutorInfo executor = completed(accepted, operation.getLaunchGroup().getExecutor());
        List<TaskInfo> group = operation.getLaunchGroup().getTaskGroup().getTasksList().stream()
                .map(task -> task.hasExecutor()
                        ? task
                        : task.toBuilder().setExecutor(executor).build())
                .map(task -> completed(accepted, task))
                .toList();
        Optional<String> forbidden = forbidden(
                accepted.framework.info,
                operation.getLaunchGroup().getTaskGroup().getTasksList());
        if (forbidden.isPresent()) {
            group.forEach(task ->
                    taskError(accepted, task, TaskStatus.Reason.REASON_TASK_GROUP_UNAUTHORIZED, forbidden.get()));
            return;
        }
        Optional<String> problem = TaskValidation.groupProblem(accepted, group, executor);
        if (problem.isPresent()) {
            group.forEach(
                    task -> taskError(accepted, task, TaskStatus.Reason.REASON_TASK_GROUP_INVALID, problem.get()));
            return;
        }
        boolean newExecutor = charge(accepted, group, Optional.of(executor));
        state.tell(
                accepted.agent,
                new ToAgent.RunTaskGroup(
                        accepted.framework.info,
                        executor,
                        TaskGroupInfo.newBuilder().addAllTasks(group).build(),
                        newExecutor));
    }

    /** Of several tasks that may not run the last one is named. */
    private Optional<String> forbidden(FrameworkInfo framework, List<TaskInfo> group) {
        Permissions permissions = state.permissions(framework);
        return group.stream()
                .filter(task -> !Authorization.mayRun(permissions, task, framework))
                .reduce((first, second) -> second)
                .map(task -> "Task '" + task.getTaskId().getValue() + "' is not authorized to"
                        + Authorization.launching(task, framework));
    }

    /** Tasks are on the books from here, as TASK_STAGING, unsaid (PROTOCOL B73, B86); whether their executor is new. */
    private boolean charge(Accepted accepted, List<TaskInfo> launched, Optional<ExecutorInfo> executor) {
        FrameworkRecord framework = accepted.framework;
        for (TaskInfo task : launched) {
            use(accepted, Resources.of(task.getResourcesList()));
            TaskRecord added = new TaskRecord(task, accepted.agent.id());
            framework.tasks.put(task.getTaskId(), added);
            state.operators.taskAdded(framework, added);
        }
        if (executor.isEmpty()) {
            return true; // the agent makes one for each single command
        }
        ExecutorInfo wanted = executor.get();
        if (framework.executorsOn(accepted.agent.id()).containsKey(wanted.getExecutorId())) {
            return false;
        }
        use(accepted, Resources.of(wanted.getResourcesList()));
        framework
                .executors
                .computeIfAbsent(accepted.agent.id(), a -> new LinkedHashMap<>())
                .put(wanted.getExecutorId(), wanted);
        return true;
    }

    /** Takes further copies of what is shared where none is left (PROTOCOL B72). */
    private void use(Accepted accepted, Resources used) {
        Resources more = used.filter(Resource::hasShared).minus(accepted.remaining);
        if (!more.isEmpty()) {
            allocator.useMore(accepted.framework.id(), accepted.agent.id(), more);
        }
        accepted.remaining = accepted.remaining.minus(used);
    }

    /** What the master fills in: formats, the allocation's role, the framework's id (PROTOCOL B58, B63, B64). */
    private static TaskInfo completed(Accepted accepted, TaskInfo task) {
        TaskInfo.Builder builder =
                task.toBuilder().clearResources().addAllResources(allocated(task.getResourcesList(), accepted.role));
        if (task.hasExecutor()) {
            ExecutorInfo executor = completed(accepted, task.getExecutor());
            builder.setExecutor(
                    executor.hasFrameworkId()
                            ? executor
                            : executor.toBuilder()
                                    .setFrameworkId(accepted.framework.id())
                                    .build());
        }
        return builder.build();
    }

    /** Of a single task, what is meant by its health check is found out where it is clear (PROTOCOL C86). */
    private static TaskInfo withHealthCheckType(TaskInfo task) {
        HealthCheck check = task.getHealthCheck();
        if (!task.hasHealthCheck() || check.hasType() || check.hasCommand() == check.hasHttp()) {
            return task;
        }
        TaskInfo.Builder builder = task.toBuilder();
        builder.getHealthCheckBuilder().setType(check.hasCommand() ? HealthCheck.Type.COMMAND : HealthCheck.Type.HTTP);
        return builder.build();
    }

    private static ExecutorInfo completed(Accepted accepted, ExecutorInfo executor) {
        return executor.toBuilder()
                .clearResources()
                .addAllResources(allocated(executor.getResourcesList(), accepted.role))
                .build();
    }

    private static List<Resource> allocated(List<Resource> resources, String role) {
        return resources.stream()
                .map(resource -> OperationFormats.allocated(resource, role))
                .toList();
    }

    private void taskError(Accepted accepted, TaskInfo task, TaskStatus.Reason reason, String problem) {
        state.sendUpdate(
                accepted.framework,
                Statuses.byMaster(task.getTaskId(), TaskState.TASK_ERROR, reason, problem, state.now)
                        .setAgentId(task.getAgentId())
                        .build());
    }
}
