package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.agent.ExecutorRun.RunningTask;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an agent finds its place at a master, keeps it and gives it up (PROTOCOL F2, F8, F23, F26). */
final class Registration {

    private final AgentState state;
    private final UpdateManager updates;
    private final Executors executors;

    private Timers.@Nullable Timer retry;
    private Timers.@Nullable Timer silence;
    private Duration backoff = AgentConfig.REGISTRATION_BACKOFF;

    Registration(AgentState state, UpdateManager updates, Executors executors) {
        this.state = state;
        this.updates = updates;
        this.executors = executors;
    }

    /** The master may be another one, and know nothing. */
    void masterDetected() {
        if (!state.recovering && !state.terminating) {
            begin();
        }
    }

    void masterLost() {
        state.registered = false;
        cancelTimers();
    }

    private void begin() {
        state.registered = false;
        cancelTimers();
        backoff = AgentConfig.REGISTRATION_BACKOFF;
        register();
    }

    /** Again and again until there is an answer, up to a minute apart. */
    private void register() {
        state.tellMaster(
                state.info.hasId()
                        ? reregistration()
                        : new FromAgent.Register(state.info, state.config.ip(), state.config.process()));
        long wait =
                (long) ((1 + state.random.nextDouble()) / 2 * backoff.toNanos()); // not before there can be an answer
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(AgentConfig.REGISTRATION_BACKOFF_MAX) > 0
                ? AgentConfig.REGISTRATION_BACKOFF_MAX
                : doubled;
        retry = state.timers.at(state.now.plusNanos(wait), this::register);
    }

    private FromAgent.Reregister reregistration() {
        List<FrameworkInfo> frameworks = new ArrayList<>();
        List<ExecutorInfo> described = new ArrayList<>();
        List<FromAgent.KnownTask> tasks = new ArrayList<>();
        for (AgentFramework framework : state.frameworks.values()) {
            frameworks.add(framework.info);
            if (framework.terminating) {
                continue;
            }
            for (ExecutorRun run : framework.executors.values()) {
                if (!run.command && run.state != ExecutorRun.State.TERMINATED) {
                    described.add(run.info);
                }
                run.queued
                        .values()
                        .forEach(task -> tasks.add(new FromAgent.KnownTask(
                                framework.id(), task, TaskState.TASK_STAGING, Optional.empty())));
                run.launched.values().forEach(task -> tasks.add(known(framework, task)));
                run.ended.values().forEach(task -> tasks.add(known(framework, task)));
            }
        }
        return new FromAgent.Reregister(
                state.info, state.config.ip(), state.config.process(), state.total, frameworks, described, tasks);
    }

    private FromAgent.KnownTask known(AgentFramework framework, RunningTask task) {
        Optional<TaskStatus> told = updates.first(framework.id(), task.info.getTaskId());
        return new FromAgent.KnownTask(
                framework.id(), task.info, task.state, told.or(() -> Optional.ofNullable(task.latest)));
    }

    void registered(AgentID agentId, Duration pingTimeout) {
        state.info = state.info.toBuilder().setId(agentId).build();
        settled(pingTimeout);
    }

    /** Tasks that the master misses here have ended somehow: this is told, to be acknowledged (PROTOCOL B129). */
    void reregistered(ToAgent.Reregistered answer) {
        settled(answer.pingTimeout());
        answer.missing().forEach(missing -> executors.tellMissing(missing.framework(), missing.taskId()));
    }

    private void settled(Duration pingTimeout) {
        cancelTimers();
        state.registered = true;
        state.pingTimeout = pingTimeout;
        listen();
        updates.resend(Optional.empty());
    }

    void pinged(boolean connected) {
        state.tellMaster(new FromAgent.Pong());
        if (state.registered && !connected) {
            begin();
        } else if (state.registered) {
            listen();
        }
    }

    /** Without pings for too long there may be a master elsewhere: the agent looks again. */
    private void listen() {
        if (silence != null) {
            silence.cancel();
        }
        silence = state.timers.at(state.now.plus(state.pingTimeout), this::lookAgain);
    }

    /** The master that is found may be the same one, which may still hear what is told until then. */
    private void lookAgain() {
        state.registered = false;
        cancelTimers();
        backoff = AgentConfig.REGISTRATION_BACKOFF;
        retry = state.timers.at(
                state.now.plusNanos((long) (state.random.nextDouble() * backoff.toNanos())), this::register);
    }

    /** By its own will, or by the master's: everything on it ends, and then it itself (PROTOCOL F26). */
    void shutDown(boolean unregister) {
        if (state.terminating) {
            return;
        }
        if (unregister) {
            state.tellMaster(new FromAgent.Unregister());
        }
        state.terminating = true;
        state.registered = false;
        cancelTimers();
        List.copyOf(state.frameworks.keySet()).forEach(executors::shutdownFramework);
    }

    private void cancelTimers() {
        for (Timers.Timer timer : new Timers.@Nullable Timer[] {retry, silence}) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
