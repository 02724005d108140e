package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.DrainConfig;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An agent gets rid of its tasks (PROTOCOL C36, C54, F37). */
final class Draining {

    private final AgentState state;
    private final Executors executors;

    Draining(AgentState state, Executors executors) {
        this.state = state;
        this.executors = executors;
    }

    /** Kills every task; again with other limits when it is told again. */
    void drain(DrainConfig config) {
        state.draining = config;
        for (AgentFramework framework : List.copyOf(state.frameworks.values())) {
            for (ExecutorRun run : List.copyOf(framework.executors.values())) {
                List<TaskInfo> tasks = new ArrayList<>(run.queued.values());
                run.launched.values().forEach(task -> tasks.add(task.info));
                tasks.forEach(task -> executors.kill(
                        new ToAgent.KillTask(framework.id(), task.getTaskId(), killPolicy(task, config))));
            }
        }
    }

    /** It is over when nothing is left of any framework, whatever the master thinks of it. */
    void checkDone() {
        if (state.frameworks.isEmpty()) {
            state.draining = null;
        }
    }

    /** The shorter of what the task and what the operator allow. */
    private static Optional<KillPolicy> killPolicy(TaskInfo task, DrainConfig config) {
        if (!config.hasMaxGracePeriod()) {
            return Optional.empty();
        }
        DurationInfo most = config.getMaxGracePeriod();
        boolean shorter = task.getKillPolicy().hasGracePeriod()
                && task.getKillPolicy().getGracePeriod().getNanoseconds() < most.getNanoseconds();
        return shorter
                ? Optional.empty()
                : Optional.of(KillPolicy.newBuilder().setGracePeriod(most).build());
    }

    /** What is said of a kill is the drain's doing (PROTOCOL C36). */
    static void mark(AgentState state, FrameworkInfo framework, TaskStatus.Builder status) {
        DrainConfig draining = state.draining;
        boolean killed = status.getState() == TaskState.TASK_KILLING || status.getState() == TaskState.TASK_KILLED;
        if (draining == null || !killed) {
            return;
        }
        status.setReason(TaskStatus.Reason.REASON_AGENT_DRAINING);
        if (draining.getMarkGone() && Capabilities.has(framework, FrameworkInfo.Capability.Type.PARTITION_AWARE)) {
            status.setState(TaskState.TASK_GONE_BY_OPERATOR);
        }
    }
}
