package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents register and tell of their executors. */
final class Agents {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;

    Agents(MasterState state, Allocator allocator, Offers offers) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
    }

    /** A new agent gets an id; one that has its id already is only told that it is still known. */
    void register(int peer, FromAgent.Register register) {
        if (register.info().hasId() && state.agents.containsKey(register.info().getId())) {
            state.effect(new MasterEffect.Tell(
                    peer, new ToAgent.Registered(register.info().getId())));
            return;
        }
        AgentInfo info = register.info().toBuilder()
                .setId(register.info().hasId() ? register.info().getId() : state.newAgentId())
                .build();
        Resources total = Resources.of(info.getResourcesList());
        AgentRecord agent = new AgentRecord(info, register.ip(), peer, total, state.now);
        state.agents.put(agent.id(), agent);
        state.tell(agent, new ToAgent.Registered(agent.id()));
        allocator.addAgent(info, total);
        offers.allocate(agent.id());
    }

    /** Frees what the executor itself used and tells its framework (PROTOCOL B173). */
    void executorExited(int peer, FromAgent.ExecutorExited exited) {
        AgentRecord agent = byPeer(peer);
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
        AgentRecord agent = byPeer(peer);
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

    private @Nullable AgentRecord byPeer(int peer) {
        return state.agents.values().stream()
                .filter(agent -> agent.peer == peer)
                .findFirst()
                .orElse(null);
    }
}
