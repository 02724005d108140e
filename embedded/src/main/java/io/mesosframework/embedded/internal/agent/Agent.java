package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.agent.Call;
import io.mesosframework.protocol.agent.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * A Mesos agent as plain code: inputs and the time go in, effects come out. It owns no thread, clock, process or file,
 * and is not thread-safe: one loop owns it.
 */
public final class Agent {

    private final AgentState state;
    private final UpdateManager updates;
    private final Operations operations;
    private final Executors executors;
    private final Launches launches;
    private final ExecutorApi api;
    private final Containers containers;
    private final Registration registration;
    private final Recovery recovery;
    private final Draining draining;

    public Agent(AgentConfig config, RandomGenerator random, Instant now) {
        state = new AgentState(config, random, now);
        updates = new UpdateManager(state);
        operations = new Operations(state);
        executors = new Executors(state, updates);
        launches = new Launches(state, executors);
        api = new ExecutorApi(state, executors);
        containers = new Containers(state, executors);
        registration = new Registration(state, updates, executors);
        recovery = new Recovery(state, containers, updates, registration);
        draining = new Draining(state, executors);
    }

    /** Takes one input; timers that are due by {@code now} fire before it. */
    public List<AgentEffect> on(AgentInput input, Instant now) {
        state.now = now;
        state.timers.fireDue(now);
        if (input instanceof AgentInput.Start || input instanceof AgentInput.MasterDetected) {
            registration.masterDetected();
        } else if (input instanceof AgentInput.MasterLost) {
            registration.masterLost();
        } else if (input instanceof AgentInput.ShutDown) {
            registration.shutDown(true);
        } else if (input instanceof AgentInput.Crash) {
            recovery.crash();
        } else if (input instanceof AgentInput.Recover recover) {
            recovery.begin(recover.config(), recover.alive(), recover.ended());
        } else if (input instanceof AgentInput.CleanUp cleanUp) {
            recovery.cleanUp(cleanUp.alive(), cleanUp.ended());
        } else if (input instanceof AgentInput.MasterSays says) {
            masterSays(says.message());
        } else if (input instanceof AgentInput.ExecutorCall call) {
            api.call(call.exchange(), call.call());
        } else if (input instanceof AgentInput.StreamClosed closed) {
            api.streamClosed(closed.exchange());
        } else if (input instanceof AgentInput.ContainerFailed failed) {
            containers.failed(failed.containerId(), failed.message(), failed.status());
        } else if (input instanceof AgentInput.SandboxFailed failed) {
            containers.sandboxFailed(failed.containerId(), failed.message());
        } else if (input instanceof AgentInput.ContainerUnsupported unsupported) {
            containers.unsupported(unsupported.containerId());
        } else if (input instanceof AgentInput.ContainerStarted started) {
            containers.started(started.containerId(), started.pid());
        } else if (input instanceof AgentInput.ContainerExited exited) {
            containers.exited(exited.containerId(), exited.status());
        } else if (input instanceof AgentInput.ContainerCall call) {
            containers.call(call.exchange(), call.call());
        }
        draining.checkDone();
        if (state.terminating && state.frameworks.isEmpty()) {
            recovery.crash();
            state.effect(new AgentEffect.Exit());
        }
        return state.takeEffects();
    }

    /** When {@link #on} must be called again at the latest. */
    public Optional<Instant> nextDeadline() {
        return state.timers.next();
    }

    /** The JSON of a route such as `/state`; empty if an agent has none there (PROTOCOL E65, E66). */
    public Optional<JsonNode> json(String route) {
        return AgentStateJson.of(state, route);
    }

    /** The answer to an operator's question; empty if the call is none (PROTOCOL E42). */
    public Optional<Response> answer(Call call) {
        return new AgentReads(state).answer(call);
    }

    /** Its description; with id once it is registered. */
    public AgentInfo info() {
        return state.info;
    }

    /** The containers of the executors of this id, whatever their frameworks, that have not ended. */
    public List<ContainerID> containers(String executorId) {
        return state.frameworks.values().stream()
                .flatMap(framework -> framework.executors.values().stream())
                .filter(run -> run.id().getValue().equals(executorId) && run.state != ExecutorRun.State.TERMINATED)
                .map(run -> run.containerId)
                .toList();
    }

    private void masterSays(ToAgent message) {
        if (message instanceof ToAgent.Registered registered) {
            registration.registered(registered.agentId(), registered.pingTimeout());
            operations.resend();
        } else if (message instanceof ToAgent.Reregistered reregistered) {
            registration.reregistered(reregistered);
            operations.resend();
        } else if (message instanceof ToAgent.Ping ping) {
            registration.pinged(ping.connected());
        } else if (message instanceof ToAgent.Shutdown) {
            registration.shutDown(false);
        } else if (message instanceof ToAgent.Drain drain) {
            draining.drain(drain.config());
        } else if (message instanceof ToAgent.RunTask run) {
            launches.runTask(run);
        } else if (message instanceof ToAgent.RunTaskGroup run) {
            launches.runGroup(run);
        } else if (message instanceof ToAgent.KillTask kill) {
            executors.kill(kill);
        } else if (message instanceof ToAgent.ShutdownExecutor shutdown) {
            executors.shutdownExecutor(shutdown.frameworkId(), shutdown.executorId());
        } else if (message instanceof ToAgent.ShutdownFramework shutdown) {
            executors.shutdownFramework(shutdown.frameworkId());
        } else if (message instanceof ToAgent.UpdateFramework update) {
            updateFramework(update);
        } else if (message instanceof ToAgent.Acknowledge acknowledge) {
            executors.acknowledge(acknowledge);
        } else if (message instanceof ToAgent.ApplyOperation apply) {
            operations.apply(apply);
        } else if (message instanceof ToAgent.AcknowledgeOperation acknowledge) {
            operations.acknowledge(acknowledge);
        } else if (message instanceof ToAgent.ReconcileOperations reconcile) {
            operations.reconcile(reconcile);
        } else if (message instanceof ToAgent.FrameworkMessage frameworkMessage) {
            executors.message(frameworkMessage);
        }
    }

    /** What is pending is told again at once: its scheduler may be new (PROTOCOL B140, as seen). */
    private void updateFramework(ToAgent.UpdateFramework update) {
        AgentFramework framework = state.frameworks.get(update.framework().getId());
        if (framework != null) {
            framework.info = update.framework();
            updates.resend(Optional.of(framework.id()));
        }
    }
}
