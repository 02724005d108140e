package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Agents come, fall silent, come back and tell of their executors (PROTOCOL F21-F32). */
final class Agents {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final InverseOffers inverseOffers;
    private final AgentRemovals removals;
    private final Maintenance maintenance;
    private final Draining draining;
    private final Operations operations;
    private final Pings pings;

    Agents(
            MasterState state,
            Allocator allocator,
            Offers offers,
            InverseOffers inverseOffers,
            AgentRemovals removals,
            Maintenance maintenance,
            Draining draining,
            Operations operations) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.inverseOffers = inverseOffers;
        this.removals = removals;
        this.maintenance = maintenance;
        this.draining = draining;
        this.operations = operations;
        this.pings = new Pings(state, removals::unreachable);
    }

    /** A new leader waits for the agents that the one before it had (PROTOCOL F31, F33). */
    void recover() {
        state.recovered.putAll(state.registry.admitted);
        if (!state.recovered.isEmpty()) {
            state.timers.at(
                    state.now.plus(state.config.agents().reregister()),
                    () -> List.copyOf(state.recovered.keySet()).stream()
                            .filter(id -> !state.registry.gone.containsKey(id))
                            .forEach(removals::unreachable));
        }
        state.timers.at(state.now.plus(Registry.GC_INTERVAL), this::collectGarbage);
    }

    private void collectGarbage() {
        state.registry.collectGarbage(state.now);
        state.timers.at(state.now.plus(Registry.GC_INTERVAL), this::collectGarbage);
    }

    /** A new agent gets an id. It takes the place of one that was there before (PROTOCOL F26). */
    void register(int peer, FromAgent.Register register) {
        if (maintenance.isDown(register.info(), register.ip())) {
            refuse(peer, "Machine is `DOWN`");
            return;
        }
        if (register.info().hasDomain() && state.config.allocation().domain().isEmpty()) {
            return; // PROTOCOL D42
        }
        AgentRecord older = at(peer);
        if (older != null && older.connected) {
            state.tell(
                    older,
                    new ToAgent.Registered(older.id(), state.config.agents().totalPing()));
            return;
        }
        if (older != null) {
            removals.removed(older, "a new agent registered at the same address");
        }
        AgentInfo info = register.info().toBuilder().setId(state.newAgentId()).build();
        Resources total = Resources.of(info.getResourcesList());
        AgentRecord agent = add(peer, info, register.ip(), register.process(), total);
        state.counters.add("slave_registrations");
        state.operators.agentAdded(agent);
        state.tell(
                agent, new ToAgent.Registered(agent.id(), state.config.agents().totalPing()));
        pings.watch(agent);
        offers.allocate(agent.id());
    }

    /** One that has an id already: still known, waited for, given up, or never heard of (PROTOCOL F23, F25). */
    void reregister(int peer, FromAgent.Reregister message) {
        AgentID id = message.info().getId();
        if (state.registry.gone.containsKey(id)) {
            refuse(peer, "Agent has been marked gone");
            return;
        }
        if (maintenance.isDown(message.info(), message.ip())) {
            refuse(peer, "Machine is `DOWN`");
            return;
        }
        AgentRecord known = state.agents.get(id);
        if (known != null) {
            reconnect(known, peer, message);
            return;
        }
        boolean waitedFor = state.recovered.remove(id) != null;
        boolean unreachable = state.registry.unreachable.containsKey(id);
        AgentRecord older = at(peer);
        if (older != null) {
            removals.removed(older, "a new agent registered at the same address");
        }
        AgentRecord agent = add(peer, message.info(), message.ip(), message.process(), message.total());
        message.frameworks().forEach(this::recoverFramework);
        takeExecutors(agent, message.executors());
        List<TaskRecord> back = takeTasks(agent, message.tasks());
        state.counters.add("slave_reregistrations");
        state.operators.agentAdded(agent);
        state.tell(agent, new ToAgent.Reregistered(id, state.config.agents().totalPing(), List.of()));
        if (!waitedFor) {
            back.forEach(task -> tellReturn(task, unreachable));
        }
        shutDownCompleted(agent, message.frameworks());
        pings.watch(agent);
        draining.agentIsBack(agent);
        offers.allocate(agent.id());
    }

    private void reconnect(AgentRecord agent, int peer, FromAgent.Reregister message) {
        state.agentsByPeer.remove(agent.peer);
        agent.cameBack(message.info(), message.ip(), message.process(), peer, state.now);
        if (!message.total().equals(agent.total)) {
            agent.total = message.total();
            allocator.updateAgent(message.info(), message.total());
        }
        state.agentsByPeer.put(peer, agent.id());
        if (agent.reregistration != null) {
            agent.reregistration.cancel();
            agent.reregistration = null;
        }
        boolean wasConnected = agent.connected;
        agent.connected = true;
        state.tell(
                agent,
                new ToAgent.Reregistered(
                        agent.id(), state.config.agents().totalPing(), missingTasks(agent, message.tasks())));
        operations.agentBack(agent);
        forgetExecutors(agent, message.executors());
        state.frameworks.values().stream()
                .filter(framework -> message.frameworks().stream()
                        .anyMatch(known -> known.getId().equals(framework.id())))
                .forEach(framework -> state.tell(agent, new ToAgent.UpdateFramework(framework.info)));
        shutDownCompleted(agent, message.frameworks());
        agent.kills.forEach(
                kill -> state.tell(agent, new ToAgent.KillTask(kill.frameworkId(), kill.taskId(), Optional.empty())));
        pings.answered(agent);
        draining.agentIsBack(agent);
        if (!wasConnected && agent.active) {
            allocator.activateAgent(agent.id(), true); // without a run for it, F10
        }
    }

    /** Its process ended, or its network failed where that shows (PROTOCOL F21). */
    void disconnected(int peer) {
        AgentRecord agent = at(peer);
        if (agent == null || !agent.connected) {
            return;
        }
        agent.connected = false;
        allocator.activateAgent(agent.id(), false);
        offers.rescindAll(agent);
        inverseOffers.rescindAll(agent.id());
        removals.disconnected(agent);
        agent.reregistration =
                state.timers.at(state.now.plus(state.config.agents().reregister()), () -> removals.unreachable(agent));
    }

    /** PROTOCOL F26. */
    void unregister(int peer) {
        AgentRecord agent = at(peer);
        if (agent != null) {
            removals.removed(agent, "the agent unregistered");
        }
    }

    void pong(int peer) {
        AgentRecord agent = at(peer);
        if (agent != null) {
            pings.answered(agent);
        }
    }

    private void refuse(int peer, String why) {
        state.effect(new MasterEffect.Tell(peer, new ToAgent.Shutdown(why)));
    }

    private AgentRecord add(int peer, AgentInfo info, String ip, String process, Resources total) {
        AgentRecord agent = new AgentRecord(info, ip, process, peer, total, state.now);
        state.registry.admit(info);
        state.agents.put(agent.id(), agent);
        state.agentsByPeer.put(peer, agent.id());
        allocator.addAgent(info, total);
        maintenance.agentAdded(agent);
        if (state.registry.deactivated.contains(agent.id())) {
            agent.active = false;
            allocator.activateAgent(agent.id(), false);
        }
        return agent;
    }

    /** A framework that this master has not seen yet is known by what its agents tell (PROTOCOL B31, F32). */
    private void recoverFramework(FrameworkInfo info) {
        if (state.frameworks.containsKey(info.getId()) || state.completed.containsKey(info.getId())) {
            return;
        }
        FrameworkRecord framework = new FrameworkRecord(info, state.now);
        framework.recovered = true;
        state.frameworks.put(framework.id(), framework);
        allocator.addFramework(info, List.of(), OfferConstraints.NONE);
        allocator.deactivate(framework.id());
    }

    private void takeExecutors(AgentRecord agent, List<ExecutorInfo> executors) {
        for (ExecutorInfo executor : executors) {
            FrameworkRecord framework = state.frameworks.get(executor.getFrameworkId());
            if (framework != null) {
                framework
                        .executors
                        .computeIfAbsent(agent.id(), a -> new LinkedHashMap<>())
                        .put(executor.getExecutorId(), executor);
                allocator.use(framework.id(), agent.id(), Resources.of(executor.getResourcesList()));
            }
        }
    }

    private List<TaskRecord> takeTasks(AgentRecord agent, List<FromAgent.KnownTask> tasks) {
        List<TaskRecord> taken = new ArrayList<>();
        for (FromAgent.KnownTask known : tasks) {
            FrameworkRecord framework = state.frameworks.get(known.frameworkId());
            if (framework == null) {
                continue;
            }
            TaskRecord task = new TaskRecord(known.info(), agent.id());
            task.state = known.state();
            known.forwarded().ifPresent(status -> {
                task.forwardedState = status.getState();
                task.forwardedUuid = status.getUuid();
                task.remember(status);
            });
            TaskID taskId = known.info().getTaskId();
            framework.unreachableTasks.remove(taskId);
            framework.tasks.put(taskId, task);
            if (!task.isTerminal()) {
                allocator.use(
                        framework.id(), agent.id(), Resources.of(known.info().getResourcesList()));
            }
            taken.add(task);
        }
        return taken;
    }

    /** Alive after all, even for those who were told that it is lost (PROTOCOL F23). */
    private void tellReturn(TaskRecord task, boolean unreachable) {
        for (FrameworkRecord framework : state.frameworks.values()) {
            if (framework.tasks.get(task.info.getTaskId()) == task) {
                TaskStatus.Builder status = Statuses.byMaster(
                                task.info.getTaskId(),
                                task.state,
                                TaskStatus.Reason.REASON_AGENT_REREGISTERED,
                                unreachable ? "Unreachable agent re-reregistered" : "Unknown agent reregistered",
                                state.now)
                        .setAgentId(task.agentId);
                state.sendUpdate(framework, task.withLatest(status).build());
            }
        }
    }

    /** What the master has and the agent has not: the agent itself will tell its end (PROTOCOL F28, B129). */
    private List<ToAgent.MissingTask> missingTasks(AgentRecord agent, List<FromAgent.KnownTask> told) {
        Map<FrameworkID, Set<TaskID>> known = new LinkedHashMap<>();
        told.forEach(task -> known.computeIfAbsent(task.frameworkId(), f -> new HashSet<>())
                .add(task.info().getTaskId()));
        List<ToAgent.MissingTask> missing = new ArrayList<>();
        for (FrameworkRecord framework : state.frameworks.values()) {
            Set<TaskID> there = known.getOrDefault(framework.id(), Set.of());
            framework.tasks.values().stream()
                    .filter(task -> task.agentId.equals(agent.id()))
                    .filter(task -> !there.contains(task.info.getTaskId()))
                    .forEach(task -> missing.add(new ToAgent.MissingTask(framework.info, task.info.getTaskId())));
        }
        return missing;
    }

    /** Executors that are no more on the agent need no resources. */
    private void forgetExecutors(AgentRecord agent, List<ExecutorInfo> told) {
        for (FrameworkRecord framework : state.frameworks.values()) {
            Map<ExecutorID, ExecutorInfo> executors = framework.executors.get(agent.id());
            if (executors != null) {
                executors.values().removeIf(executor -> {
                    boolean there = told.stream()
                            .anyMatch(t -> t.getExecutorId().equals(executor.getExecutorId())
                                    && t.getFrameworkId().equals(framework.id()));
                    if (!there) {
                        allocator.recover(framework.id(), agent.id(), Resources.of(executor.getResourcesList()));
                    }
                    return !there;
                });
            }
        }
    }

    /** PROTOCOL F29. */
    private void shutDownCompleted(AgentRecord agent, List<FrameworkInfo> frameworks) {
        frameworks.stream()
                .filter(info -> state.completed.containsKey(info.getId()))
                .forEach(info -> state.tell(agent, new ToAgent.ShutdownFramework(info.getId())));
    }

    /** Frees what the executor itself used and tells its framework (PROTOCOL B173). */
    void executorExited(int peer, FromAgent.ExecutorExited exited) {
        AgentRecord agent = at(peer);
        FrameworkRecord framework = state.frameworks.get(exited.frameworkId());
        if (agent == null || framework == null) {
            return;
        }
        Map<ExecutorID, ExecutorInfo> executors = framework.executors.get(agent.id());
        ExecutorInfo executor = executors == null ? null : executors.remove(exited.executorId());
        if (executor != null) {
            allocator.recover(framework.id(), agent.id(), Resources.of(executor.getResourcesList()));
        }
        state.send(
                framework,
                Event.newBuilder()
                        .setType(Event.Type.FAILURE)
                        .setFailure(Event.Failure.newBuilder()
                                .setAgentId(agent.id())
                                .setExecutorId(exited.executorId())
                                .setStatus(exited.status())));
    }

    void executorMessage(int peer, FromAgent.ExecutorMessage message) {
        AgentRecord agent = at(peer);
        FrameworkRecord framework = state.frameworks.get(message.frameworkId());
        if (agent == null || framework == null) {
            return;
        }
        state.send(
                framework,
                Event.newBuilder()
                        .setType(Event.Type.MESSAGE)
                        .setMessage(Event.Message.newBuilder()
                                .setAgentId(agent.id())
                                .setExecutorId(message.executorId())
                                .setData(message.data())));
    }

    private @Nullable AgentRecord at(int peer) {
        AgentID id = state.agentsByPeer.get(peer);
        return id == null ? null : state.agents.get(id);
    }
}
