package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What executors call (PROTOCOL A74-A77, C16-C39). */
final class ExecutorApi {

    private final AgentState state;
    private final Executors executors;

    ExecutorApi(AgentState state, Executors executors) {
        this.state = state;
        this.executors = executors;
    }

    void call(long exchange, Call call) {
        if (call.getType() == Call.Type.HEARTBEAT) {
            state.answer(exchange, 202, "");
            return;
        }
        if (state.recovering && call.getType() != Call.Type.SUBSCRIBE) { // A76
            state.answer(exchange, 503, "Agent has not finished recovery");
            return;
        }
        AgentFramework framework = state.frameworks.get(call.getFrameworkId());
        if (framework == null) {
            state.answer(exchange, 400, "Framework cannot be found");
            return;
        }
        ExecutorRun run = framework.executors.get(call.getExecutorId());
        if (run == null) {
            state.answer(exchange, 400, "Executor cannot be found");
            return;
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscribe(exchange, framework, run, call.getSubscribe());
            return;
        }
        if (run.state == ExecutorRun.State.REGISTERING) {
            state.answer(exchange, 403, "Executor is not subscribed");
            return;
        }
        switch (call.getType()) {
            case UPDATE -> {
                state.answer(exchange, 202, "");
                executors.fromExecutor(framework, run, call.getUpdate().getStatus());
            }
            case MESSAGE -> {
                state.answer(exchange, 202, "");
                state.tellMaster(new FromAgent.ExecutorMessage(
                        framework.id(), run.id(), call.getMessage().getData()));
            }
            default -> state.answer(exchange, 501, "501 Not Implemented.");
        }
    }

    /** A client went away; the executor may come again (PROTOCOL C29). */
    void streamClosed(long exchange) {
        for (AgentFramework framework : state.frameworks.values()) {
            for (ExecutorRun run : framework.executors.values()) {
                if (run.stream.isPresent() && run.stream.getAsLong() == exchange) {
                    run.stream = OptionalLong.empty();
                    return;
                }
            }
        }
    }

    /** PROTOCOL C24; but the updates that it presents take a while in Mesos, and come last. */
    private void subscribe(long exchange, AgentFramework framework, ExecutorRun run, Call.Subscribe subscribe) {
        state.effect(new AgentEffect.OpenStream(exchange));
        if (framework.terminating || run.isEnding()) { // C22
            state.effect(new AgentEffect.Send(
                    exchange, Event.newBuilder().setType(Event.Type.SHUTDOWN).build()));
            state.effect(new AgentEffect.EndStream(exchange));
            return;
        }
        run.stream.ifPresent(older -> state.effect(new AgentEffect.EndStream(older))); // C23
        run.stream = OptionalLong.of(exchange);
        run.state = ExecutorRun.State.RUNNING;
        cancelRegistration(run);
        dropUndelivered(framework, run, subscribe);
        if (run.hasNothingToDo()) {
            executors.shutdown(framework, run);
        } else {
            welcome(framework, run);
        }
        subscribe
                .getUnacknowledgedUpdatesList()
                .forEach(update -> executors.fromExecutor(framework, run, update.getStatus()));
    }

    private void welcome(AgentFramework framework, ExecutorRun run) {
        state.send(
                run,
                Event.newBuilder()
                        .setType(Event.Type.SUBSCRIBED)
                        .setSubscribed(Event.Subscribed.newBuilder()
                                .setExecutorInfo(run.info)
                                .setFrameworkInfo(framework.info)
                                .setAgentInfo(state.info)
                                .setContainerId(run.containerId)));
        heartbeatLater(run);
        executors.deliverQueued(run);
    }

    /** A delivered task that the executor never heard of is lost (PROTOCOL C24, C27). */
    private void dropUndelivered(AgentFramework framework, ExecutorRun run, Call.Subscribe subscribe) {
        Set<String> known = subscribe.getUnacknowledgedTasksList().stream()
                .map(task -> task.getTaskId().getValue())
                .collect(Collectors.toSet());
        List.copyOf(run.launched.values()).stream()
                .filter(task -> task.state == TaskState.TASK_STAGING)
                .filter(task -> !known.contains(task.info.getTaskId().getValue()))
                .forEach(task -> executors.tell(
                        framework,
                        Optional.of(run.id()),
                        task.info.getTaskId(),
                        Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                        TaskStatus.Reason.REASON_AGENT_RESTARTED,
                        "Task launched during agent restart"));
    }

    private static void cancelRegistration(ExecutorRun run) {
        if (run.registration != null) {
            run.registration.cancel();
            run.registration = null;
        }
    }

    /** The first one comes after the first interval (PROTOCOL A72). */
    private void heartbeatLater(ExecutorRun run) {
        if (run.heartbeat != null) {
            run.heartbeat.cancel();
        }
        run.heartbeat = state.timers.at(state.now.plus(AgentConfig.EXECUTOR_HEARTBEAT_INTERVAL), () -> {
            state.send(run, Event.newBuilder().setType(Event.Type.HEARTBEAT));
            heartbeatLater(run);
        });
    }
}
