package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.core.TaskUsers;
import io.mesosframework.embedded.internal.core.ToAgent;
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
import java.util.TreeMap;

/** Tasks arrive at an agent, and executors are started for them (PROTOCOL C1-C10, C54-C59). */
final class Launches {

    private static final double COMMAND_EXECUTOR_CPUS = 0.1;
    private static final double COMMAND_EXECUTOR_MEM = 32;
    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final AgentState state;
    private final Executors executors;

    Launches(AgentState state, Executors executors) {
        this.state = state;
        this.executors = executors;
    }

    /** Tasks for one executor: a single one, or a group. */
    private record Launch(
            FrameworkInfo framework,
            ExecutorInfo executor,
            Optional<TaskInfo> commandTask,
            List<TaskInfo> tasks,
            Optional<TaskGroupInfo> group,
            boolean launchExecutor) {}

    void runTask(ToAgent.RunTask run) {
        TaskInfo task = run.task();
        boolean command = !task.hasExecutor();
        run(new Launch(
                run.framework(),
                command ? commandExecutor(run.framework(), task) : task.getExecutor(),
                command ? Optional.of(task) : Optional.empty(),
                List.of(task),
                Optional.empty(),
                run.launchExecutor()));
    }

    void runGroup(ToAgent.RunTaskGroup run) {
        run(new Launch(
                run.framework(),
                run.executor(),
                Optional.empty(),
                run.group().getTasksList(),
                Optional.of(run.group()),
                run.launchExecutor()));
    }

    private void run(Launch launch) {
        AgentFramework framework =
                state.frameworks.computeIfAbsent(launch.framework.getId(), id -> new AgentFramework(launch.framework));
        if (framework.terminating || state.terminating) {
            return; // C56
        }
        Optional<String> limits = unenforceable(launch.tasks);
        if (limits.isPresent()) {
            launch.tasks.forEach(task -> executors.tell(
                    framework,
                    Optional.empty(),
                    task.getTaskId(),
                    Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                    TaskStatus.Reason.REASON_GC_ERROR,
                    limits.get()));
            return;
        }
        if (state.draining != null) {
            drop(
                    framework,
                    launch,
                    TaskStatus.Reason.REASON_AGENT_DRAINING,
                    "Task was received while agent was already draining");
            return;
        }
        Optional<TaskInfo> forbidden = launch.tasks.stream()
                .filter(task -> !mayRun(launch.framework, task))
                .findFirst();
        if (forbidden.isPresent()) {
            refuse(framework, launch, forbidden.get());
            return;
        }
        ExecutorRun known = framework.executors.get(launch.executor.getExecutorId());
        if (known != null && launch.launchExecutor) {
            dropForOther(framework, launch, known);
        } else if (known == null && !launch.launchExecutor) {
            drop(framework, launch, "No executor is expected to launch and there is none running");
        } else if (known != null && known.isEnding()) {
            drop(
                    framework,
                    launch,
                    "Executor " + (known.state == ExecutorRun.State.TERMINATED ? "terminated" : "terminating"));
        } else {
            add(known == null ? start(framework, launch) : known, launch);
        }
    }

    private boolean mayRun(FrameworkInfo framework, TaskInfo task) {
        Optional<String> principal =
                framework.hasPrincipal() ? Optional.of(framework.getPrincipal()) : Optional.empty();
        return state.config.acls().allows(Action.RUN_TASK, principal, Optional.of(TaskUsers.of(task, framework)));
    }

    /** Of a group none is launched if one may not be (PROTOCOL C55). */
    private void refuse(AgentFramework framework, Launch launch, TaskInfo forbidden) {
        forget(framework, launch);
        TaskStatus.Reason reason = launch.group.isPresent()
                ? TaskStatus.Reason.REASON_TASK_GROUP_UNAUTHORIZED
                : TaskStatus.Reason.REASON_TASK_UNAUTHORIZED;
        String message =
                "Framework " + framework.id().getValue() + " is not authorized to launch task " + mesosText(forbidden);
        launch.tasks.forEach(task ->
                executors.tell(framework, Optional.empty(), task.getTaskId(), TaskState.TASK_ERROR, reason, message));
    }

    /** As protobuf's text form has it in C++, where agents are still called slaves and whole numbers have no point. */
    private static String mesosText(TaskInfo task) {
        return task.toString().replace("agent_id {", "slave_id {").replaceAll("(?m)^( *value: \\d+)\\.0$", "$1");
    }

    /** Nothing enforces limits here, as on agents without cgroups (PROTOCOL C54); one task's fault is its group's (C57). */
    private static Optional<String> unenforceable(List<TaskInfo> tasks) {
        for (TaskInfo task : tasks) {
            if (task.containsLimits("cpus")) {
                return Optional.of(
                        "CPU limits can only be set on tasks launched in Mesos containers when the agent has loaded"
                                + " the 'cgroups/cpu' isolator");
            }
            if (task.containsLimits("mem")) {
                return Optional.of(
                        "Memory limits can only be set on tasks launched in Mesos containers when the agent has"
                                + " loaded the 'cgroups/mem' isolator");
            }
        }
        return Optional.empty();
    }

    /** A living executor that the master does not know of is ended instead (PROTOCOL C54). */
    private void dropForOther(AgentFramework framework, Launch launch, ExecutorRun other) {
        String message = "Master wants to launch executor, but one already exists";
        if (other.isEnding()) {
            drop(framework, launch, message);
            return;
        }
        tellDropped(framework, launch, TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, message);
        executors.shutdown(framework, other);
    }

    /** The master, too, is to forget an executor that it believes to be starting (PROTOCOL C54, C58, F45). */
    private void forget(AgentFramework framework, Launch launch) {
        if (launch.launchExecutor && launch.commandTask.isEmpty()) {
            state.tellMaster(new FromAgent.ExecutorExited(framework.id(), launch.executor.getExecutorId(), -1));
        }
    }

    private void drop(AgentFramework framework, Launch launch, String message) {
        drop(framework, launch, TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, message);
    }

    private void drop(AgentFramework framework, Launch launch, TaskStatus.Reason reason, String message) {
        forget(framework, launch);
        tellDropped(framework, launch, reason, message);
    }

    private void tellDropped(AgentFramework framework, Launch launch, TaskStatus.Reason reason, String message) {
        launch.tasks.forEach(task -> executors.tell(
                framework,
                Optional.of(launch.executor.getExecutorId()),
                task.getTaskId(),
                Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                reason,
                message));
    }

    private void add(ExecutorRun run, Launch launch) {
        launch.tasks.forEach(task -> linkVolumes(run, task.getResourcesList()));
        launch.tasks.forEach(task -> run.queued.put(task.getTaskId(), task));
        launch.group.ifPresent(run.queuedGroups::add);
        if (run.state == ExecutorRun.State.RUNNING) {
            executors.deliverQueued(run);
        }
    }

    private ExecutorRun start(AgentFramework framework, Launch launch) {
        ExecutorInfo executor = launch.executor;
        Optional<TaskInfo> commandTask = launch.commandTask;
        ContainerID containerId = ContainerID.newBuilder()
                .setValue(Ids.uuid(state.random).toString())
                .build();
        Path runs = runs(framework, executor.getExecutorId());
        ExecutorRun run = new ExecutorRun(
                executor,
                containerId,
                runs.resolve(containerId.getValue()),
                commandTask.isPresent(),
                user(framework, executor));
        framework.executors.put(run.id(), run);
        state.runs.put(containerId, run);
        run.registration = state.timers.at(
                state.now.plus(state.config.timeouts().executorRegistration()), () -> executors.neverRegistered(run));
        linkVolumes(run, executor.getResourcesList());
        commandTask.ifPresent(task -> linkVolumes(run, task.getResourcesList()));
        state.effect(new AgentEffect.LaunchContainer(new ContainerLaunch(
                containerId,
                executor,
                commandTask,
                run.sandbox,
                runs.resolve("latest"),
                run.user,
                environment(framework, run))));
        return run;
    }

    /** The command's, else the framework's. */
    private static Optional<String> user(AgentFramework framework, ExecutorInfo executor) {
        String user = executor.getCommand().hasUser() ? executor.getCommand().getUser() : framework.info.getUser();
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    /** A container's task sees its volumes below its sandbox. */
    private void linkVolumes(ExecutorRun run, List<Resource> resources) {
        Volumes.links(state.config.workDirectory(), resources)
                .forEach((path, directory) ->
                        state.effect(new AgentEffect.LinkVolume(run.sandbox.resolve(path), directory)));
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

    private Map<String, String> environment(AgentFramework framework, ExecutorRun run) {
        Map<String, String> environment = new LinkedHashMap<>();
        Duration grace = Executors.shutdownGrace(run);
        boolean checkpoint = framework.info.getCheckpoint();
        environment.put("LIBPROCESS_IP", state.config.ip());
        environment.putAll(new TreeMap<>(state.config.executorEnvironment()));
        environment.put("LIBPROCESS_PORT", "0");
        environment.put("MESOS_FRAMEWORK_ID", framework.id().getValue());
        environment.put("MESOS_EXECUTOR_ID", run.id().getValue());
        environment.put("MESOS_SLAVE_ID", state.id().getValue());
        environment.put("MESOS_DIRECTORY", run.sandbox.toString());
        environment.put("MESOS_SANDBOX", run.sandbox.toString());
        environment.put("MESOS_SLAVE_PID", state.config.pid());
        environment.put("MESOS_AGENT_ENDPOINT", state.config.ip() + ":" + state.config.port());
        environment.put("MESOS_CHECKPOINT", checkpoint ? "1" : "0");
        environment.put("MESOS_HTTP_COMMAND_EXECUTOR", "1"); // of the agent, not of this executor
        environment.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", MesosDuration.format(grace));
        if (checkpoint) {
            environment.put("MESOS_RECOVERY_TIMEOUT", "15mins");
            environment.put(
                    "MESOS_SUBSCRIPTION_BACKOFF_MAX",
                    MesosDuration.format(state.config.timeouts().executorReregistration()));
        }
        environment.putIfAbsent("PATH", DEFAULT_PATH);
        run.info.getCommand().getEnvironment().getVariablesList().stream()
                .filter(variable -> variable.hasValue())
                .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        return environment;
    }

    /** The executor that the agent invents for a single command (PROTOCOL C59). */
    private static ExecutorInfo commandExecutor(FrameworkInfo framework, TaskInfo task) {
        CommandInfo command = task.getCommand();
        String text = command.getShell()
                ? "sh -c '" + shortened(command.getValue()) + "'"
                : "[" + shortened(command.getValue() + ", " + String.join(", ", command.getArgumentsList())) + "]";
        Resource.AllocationInfo allocation = task.getResourcesCount() == 0
                ? Resource.AllocationInfo.newBuilder().setRole("*").build()
                : task.getResources(0).getAllocationInfo();
        return ExecutorInfo.newBuilder()
                .setExecutorId(ExecutorID.newBuilder().setValue(task.getTaskId().getValue()))
                .setFrameworkId(framework.getId())
                .setName("Command Executor (Task: " + task.getTaskId().getValue() + ") (Command: " + text + ")")
                .setCommand(CommandInfo.newBuilder()
                        .addAllUris(command.getUrisList())
                        .setUser(command.hasUser() ? command.getUser() : framework.getUser())
                        .setShell(true))
                .addResources(scalar("cpus", COMMAND_EXECUTOR_CPUS, allocation))
                .addResources(scalar("mem", COMMAND_EXECUTOR_MEM, allocation))
                .build();
    }

    private static String shortened(String text) {
        return text.length() > 15 ? text.substring(0, 12) + "..." : text;
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
