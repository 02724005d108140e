package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerStatus;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Task;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.agent.Call;
import io.mesosframework.protocol.agent.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an agent tells operators of itself and what runs on it (PROTOCOL E42, E43). */
final class AgentReads {

    private final AgentState state;

    AgentReads(AgentState state) {
        this.state = state;
    }

    /** Empty if the call is none of these. */
    Optional<Response> answer(Call call) {
        Response.Builder response = Response.newBuilder();
        switch (call.getType()) {
            case GET_HEALTH -> response.getGetHealthBuilder().setHealthy(true);
            case GET_VERSION -> response.getGetVersionBuilder().setVersionInfo(Build.info());
            case GET_LOGGING_LEVEL -> response.getGetLoggingLevelBuilder().setLevel(0);
            case GET_FLAGS ->
                AgentFlags.of(state.config)
                        .forEach((name, value) -> response.getGetFlagsBuilder()
                                .addFlagsBuilder()
                                .setName(name)
                                .setValue(value));
            case GET_METRICS ->
                AgentMetrics.of(state)
                        .forEach((name, value) -> response.getGetMetricsBuilder()
                                .addMetricsBuilder()
                                .setName(name)
                                .setValue(value));
            case GET_AGENT -> response.getGetAgentBuilder().setAgentInfo(state.info);
            case GET_FRAMEWORKS -> response.setGetFrameworks(frameworks());
            case GET_EXECUTORS -> response.setGetExecutors(executors());
            case GET_TASKS -> response.setGetTasks(tasks());
            case GET_STATE ->
                response.getGetStateBuilder()
                        .setGetTasks(tasks())
                        .setGetExecutors(executors())
                        .setGetFrameworks(frameworks());
            case GET_CONTAINERS -> addContainers(response);
            case GET_OPERATIONS -> response.setGetOperations(Response.GetOperations.getDefaultInstance());
            case GET_RESOURCE_PROVIDERS ->
                response.setGetResourceProviders(Response.GetResourceProviders.getDefaultInstance());
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(
                response.setType(Response.Type.valueOf(call.getType().name())).build());
    }

    private Response.GetFrameworks frameworks() {
        Response.GetFrameworks.Builder frameworks = Response.GetFrameworks.newBuilder();
        state.frameworks.values().forEach(f -> frameworks.addFrameworksBuilder().setFrameworkInfo(f.info));
        state.completed
                .values()
                .forEach(f -> frameworks.addCompletedFrameworksBuilder().setFrameworkInfo(f.info));
        return frameworks.build();
    }

    private Response.GetExecutors executors() {
        Response.GetExecutors.Builder executors = Response.GetExecutors.newBuilder();
        for (AgentFramework framework : all()) {
            framework
                    .executors
                    .values()
                    .forEach(run -> executors.addExecutorsBuilder().setExecutorInfo(run.info));
            framework.completed.forEach(
                    run -> executors.addCompletedExecutorsBuilder().setExecutorInfo(run.info));
        }
        return executors.build();
    }

    private Response.GetTasks tasks() {
        Response.GetTasks.Builder tasks = Response.GetTasks.newBuilder();
        for (AgentFramework framework : all()) {
            FrameworkID id = framework.id();
            for (ExecutorRun run : framework.executors.values()) {
                run.queued.values().forEach(task -> tasks.addQueuedTasks(describe(id, task, TaskState.TASK_STAGING)));
                run.launched.values().forEach(task -> tasks.addLaunchedTasks(describe(id, task)));
                run.ended.values().forEach(task -> tasks.addTerminatedTasks(describe(id, task)));
                run.completed.forEach(task -> tasks.addCompletedTasks(describe(id, task)));
            }
            for (ExecutorRun run : framework.completed) {
                run.ended.values().forEach(task -> tasks.addTerminatedTasks(describe(id, task)));
                run.completed.forEach(task -> tasks.addCompletedTasks(describe(id, task)));
            }
        }
        return tasks.build();
    }

    private void addContainers(Response.Builder response) {
        for (AgentFramework framework : state.frameworks.values()) {
            for (ExecutorRun run : framework.executors.values()) {
                Response.GetContainers.Container.Builder container = response.getGetContainersBuilder()
                        .addContainersBuilder()
                        .setFrameworkId(framework.id())
                        .setExecutorId(run.id())
                        .setExecutorName(run.info.getName())
                        .setContainerId(run.containerId);
                ContainerStatus.Builder status = ContainerStatus.newBuilder().setContainerId(run.containerId);
                run.pid.ifPresent(pid -> status.setExecutorPid((int) pid));
                container.setContainerStatus(status);
            }
        }
    }

    private List<AgentFramework> all() {
        List<AgentFramework> all = new ArrayList<>(state.frameworks.values());
        all.addAll(state.completed.values());
        return all;
    }

    static Task describe(FrameworkID frameworkId, ExecutorRun.RunningTask task) {
        return describe(frameworkId, task.info, task.state).toBuilder()
                .addAllStatuses(task.statuses)
                .build();
    }

    static Task describe(FrameworkID frameworkId, TaskInfo info, TaskState state) {
        Task.Builder task = Task.newBuilder()
                .setName(info.getName())
                .setTaskId(info.getTaskId())
                .setFrameworkId(frameworkId)
                .setAgentId(info.getAgentId())
                .setState(state)
                .addAllResources(info.getResourcesList())
                .putAllLimits(info.getLimitsMap());
        if (info.hasExecutor()) {
            task.setExecutorId(info.getExecutor().getExecutorId());
        }
        if (info.hasLabels()) {
            task.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            task.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            task.setContainer(info.getContainer());
        }
        if (info.hasHealthCheck()) {
            task.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            task.setKillPolicy(info.getKillPolicy());
        }
        CommandInfo command = info.hasExecutor() ? info.getExecutor().getCommand() : info.getCommand();
        if (command.hasUser()) {
            task.setUser(command.getUser());
        }
        return task.build();
    }
}
