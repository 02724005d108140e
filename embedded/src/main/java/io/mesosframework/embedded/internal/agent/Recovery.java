package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.MesosDuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** An agent's process dies, and another one goes on with what was checkpointed (PROTOCOL C49-C52). */
final class Recovery {

    private final AgentState state;
    private final Containers containers;
    private final UpdateManager updates;
    private final Registration registration;

    Recovery(AgentState state, Containers containers, UpdateManager updates, Registration registration) {
        this.state = state;
        this.containers = containers;
        this.updates = updates;
        this.registration = registration;
    }

    /** Only what is on disk is left: the frameworks that checkpoint, and their updates. */
    void crash() {
        state.registered = false;
        state.recovering = false;
        state.timers.clear();
        List.copyOf(state.frameworks.values()).forEach(framework -> {
            if (framework.info.getCheckpoint() && !framework.terminating) {
                framework.executors.values().forEach(Recovery::forgetConnection);
            } else {
                state.frameworks.remove(framework.id());
                updates.forget(framework.id());
                framework.executors.values().forEach(run -> state.runs.remove(run.containerId));
            }
        });
        state.completed.clear();
    }

    /** Tasks that the executor was not told of are in doubt: what it says when it is back decides (PROTOCOL C24). */
    private static void forgetConnection(ExecutorRun run) {
        run.stream = OptionalLong.empty();
        run.waiters.clear();
        run.queued.values().forEach(task -> run.launched.put(task.getTaskId(), new ExecutorRun.RunningTask(task)));
        run.queued.clear();
        run.queuedGroups.clear();
        run.cancelTimers();
        if (run.state != ExecutorRun.State.TERMINATED) {
            run.state = ExecutorRun.State.REGISTERING;
            run.termination = null;
        }
    }

    /**
     * The new process begins.
     *
     * @param config what it is started with, maybe otherwise than before
     * @param alive the containers that still run
     * @param ended the wait statuses of those that ended meanwhile
     */
    void begin(AgentConfig config, Set<ContainerID> alive, Map<ContainerID, Integer> ended) {
        if (state.info.hasId() && !config.reconfiguration().allows(state.config, config)) {
            state.effect(new AgentEffect.Exit());
            return;
        }
        if (!config.equals(state.config)) {
            state.reconfigure(config);
        }
        state.terminating = false;
        state.recovering = true;
        boolean mustWait = !state.frameworks.isEmpty();
        reconcile(alive, ended);
        if (mustWait) {
            state.timers.at(state.now.plus(state.config.timeouts().executorReregistration()), this::giveUpOnExecutors);
        } else {
            end();
        }
    }

    /** No master hears of it; executors that come back are shut down like all others (PROTOCOL C53). */
    void cleanUp(Set<ContainerID> alive, Map<ContainerID, Integer> ended) {
        state.terminating = false;
        reconcile(alive, ended);
        registration.shutDown(false);
    }

    private void reconcile(Set<ContainerID> alive, Map<ContainerID, Integer> ended) {
        ended.keySet().stream()
                .filter(ContainerID::hasParent)
                .forEach(nested -> containers.exited(nested, ended.getOrDefault(nested, -1)));
        Set<ContainerID> known = new HashSet<>();
        for (ExecutorRun run : runs()) {
            known.add(run.containerId);
            if (run.state != ExecutorRun.State.TERMINATED && !alive.contains(run.containerId)) {
                containers.exited(run.containerId, ended.getOrDefault(run.containerId, -1));
            }
        }
        alive.stream()
                .filter(container -> !known.contains(container))
                .forEach(orphan -> state.effect(new AgentEffect.DestroyContainer(orphan)));
    }

    /** Only now the agent goes to its master, however early its executors were back (PROTOCOL C50, as seen). */
    private void end() {
        state.recovering = false;
        registration.masterDetected();
    }

    private void giveUpOnExecutors() {
        for (ExecutorRun run : waitedFor()) {
            AgentFramework framework = state.frameworks.get(run.info.getFrameworkId());
            run.state = ExecutorRun.State.TERMINATING;
            run.termination = new ExecutorRun.Termination(
                    framework == null ? TaskState.TASK_LOST : Capabilities.told(TaskState.TASK_GONE, framework.info),
                    TaskStatus.Reason.REASON_EXECUTOR_REREGISTRATION_TIMEOUT,
                    "Executor did not reregister within "
                            + MesosDuration.format(state.config.timeouts().executorReregistration()));
            state.effect(new AgentEffect.DestroyContainer(run.containerId));
        }
        end();
    }

    private List<ExecutorRun> waitedFor() {
        return runs().stream()
                .filter(run -> run.state == ExecutorRun.State.REGISTERING)
                .toList();
    }

    private List<ExecutorRun> runs() {
        List<ExecutorRun> runs = new ArrayList<>();
        state.frameworks.values().forEach(framework -> runs.addAll(framework.executors.values()));
        return runs;
    }
}
