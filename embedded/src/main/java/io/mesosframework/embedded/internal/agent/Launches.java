package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.Value;
import io.mesosframework.utils.MesosDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks arrive at an agent, and executors are started for them (PROTOCOL C1-C10, C54-C59). */
final class Launches {

    private static final double COMMAND_EXECUTOR_CPUS = 0.1;
    private static final double COMMAND_EXECUTOR_MEM = 32;

    private final AgentState state;
    private final Executors executors;

    Launches(AgentState state, Executors executors) {
        this.state = state;
        this.executors = executors;
    }

    void runTask(FrameworkInfo framework, TaskInfo task) {
        boolean command = !task.hasExecutor();
        ExecutorInfo executor = command ? commandExecutor(framework, task) : task.getExecutor();
        run(framework, executor, command ? Optional.of(task) : Optional.empty(), List.of(task), Optional.empty());
    }

    void runGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group) {
        run(framework, executor, Optional.empty(), group.getTasksList(), Optional.of(group));
    }

    private void run(
            FrameworkInfo info,
            ExecutorInfo executor,
            Optional<TaskInfo> commandTask,
            List<TaskInfo> tasks,
            Optional<TaskGroupInfo> group) {
        AgentFramework framework = state.frameworks.computeIfAbsent(info.getId(), id -> new AgentFramework(info));
        if (framework.terminating) {
            return; // C56
        }
        ExecutorRun known = framework.executors.get(executor.getExecutorId());
        if (known != null && known.isEnding()) {
            tasks.forEach(task -> executors.tell(
                    framework,
                    task.getTaskId(),
                    Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                    TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
                    "Executor " + (known.state == ExecutorRun.State.TERMINATED ? "terminated" : "terminating")));
            return;
        }
        ExecutorRun run = known == null ? start(framework, executor, commandTask) : known;
        tasks.forEach(task -> run.queued.put(task.getTaskId(), task));
        group.ifPresent(run.queuedGroups::add);
        if (run.state == ExecutorRun.State.RUNNING) {
            executors.deliverQueued(run);
        }
    }

    private ExecutorRun start(AgentFramework framework, ExecutorInfo executor, Optional<TaskInfo> commandTask) {
        ContainerID containerId = ContainerID.newBuilder()
                .setValue(Ids.uuid(state.random).toString())
                .build();
        Path runs = runs(framework, executor.getExecutorId());
        ExecutorRun run =
                new ExecutorRun(executor, containerId, runs.resolve(containerId.getValue()), commandTask.isPresent());
        framework.executors.put(run.id(), run);
        run.registration = state.timers.at(
                state.now.plus(AgentConfig.EXECUTOR_REGISTRATION_TIMEOUT), () -> executors.neverRegistered(run));
        state.effect(new AgentEffect.LaunchContainer(new ContainerLaunch(
                containerId,
                executor,
                commandTask,
                run.sandbox,
                runs.resolve("latest"),
                environment(framework, run, commandTask.isPresent()))));
        return run;
    }

    private Path runs(AgentFramework framework, ExecutorID executorId) {
        return state.config
                .workDirectory()
                .resolve("slaves")
                .resolve(state.id().getValue())
                .resolve("frameworks")
                .resolve(framework.id().getValue())
                .resolve("executors")
                .resolve(executorId.getValue())
                .resolve("runs");
    }

    private Map<String, String> environment(AgentFramework framework, ExecutorRun run, boolean command) {
        Map<String, String> environment = new LinkedHashMap<>();
        Duration grace = Executors.shutdownGrace(run);
        boolean checkpoint = framework.info.getCheckpoint();
        environment.put("LIBPROCESS_IP", state.config.ip());
        environment.put("LIBPROCESS_PORT", "0");
        environment.put("MESOS_FRAMEWORK_ID", framework.id().getValue());
        environment.put("MESOS_EXECUTOR_ID", run.id().getValue());
        environment.put("MESOS_SLAVE_ID", state.id().getValue());
        environment.put("MESOS_DIRECTORY", run.sandbox.toString());
        environment.put("MESOS_SANDBOX", run.sandbox.toString());
        environment.put("MESOS_SLAVE_PID", state.config.pid());
        environment.put("MESOS_AGENT_ENDPOINT", state.config.ip() + ":" + state.config.port());
        environment.put("MESOS_CHECKPOINT", checkpoint ? "1" : "0");
        environment.put("MESOS_HTTP_COMMAND_EXECUTOR", command ? "1" : "0");
        environment.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", MesosDuration.format(grace));
        if (checkpoint) {
            environment.put("MESOS_RECOVERY_TIMEOUT", "15mins");
            environment.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", "2secs");
        }
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        run.info.getCommand().getEnvironment().getVariablesList().stream()
                .filter(variable -> variable.hasValue())
                .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        return environment;
    }

    /** The executor that the agent invents for a single command (PROTOCOL C59). */
    private static ExecutorInfo commandExecutor(FrameworkInfo framework, TaskInfo task) {
        CommandInfo command = task.getCommand();
        String text = command.getShell()
                ? "sh -c '" + command.getValue() + "'"
                : "['" + command.getValue() + "'] " + String.join(", ", command.getArgumentsList());
        Resource.AllocationInfo allocation = task.getResourcesCount() == 0
                ? Resource.AllocationInfo.newBuilder().setRole("*").build()
                : task.getResources(0).getAllocationInfo();
        return ExecutorInfo.newBuilder()
                .setExecutorId(ExecutorID.newBuilder().setValue(task.getTaskId().getValue()))
                .setFrameworkId(framework.getId())
                .setName("Command Executor (Task: " + task.getTaskId().getValue() + ") (Command: "
                        + (text.length() > 15 ? text.substring(0, 12) + "..." : text) + ")")
                .setCommand(CommandInfo.newBuilder()
                        .addAllUris(command.getUrisList())
                        .setUser(command.hasUser() ? command.getUser() : framework.getUser())
                        .setShell(true))
                .addResources(scalar("cpus", COMMAND_EXECUTOR_CPUS, allocation))
                .addResources(scalar("mem", COMMAND_EXECUTOR_MEM, allocation))
                .build();
    }

    private static Resource scalar(String name, double value, Resource.AllocationInfo allocation) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .setAllocationInfo(allocation)
                .build();
    }
}
