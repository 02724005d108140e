package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.DrainConfig;
import io.mesosframework.protocol.DrainInfo;
import io.mesosframework.protocol.DrainState;
import java.util.List;

/** Agents are drained, deactivated, reactivated and marked gone by operators (PROTOCOL E26-E31, F37-F40). */
final class Draining {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final AgentRemovals removals;

    Draining(MasterState state, Allocator allocator, Offers offers, AgentRemovals removals) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.removals = removals;
    }

    /** DRAIN_AGENT (PROTOCOL E26, E28). */
    OperatorAnswer drain(AgentID agentId, DrainConfig config) {
        AgentRecord agent = state.agents.get(agentId);
        if (agent != null && agent.unavailability != null) {
            return OperatorAnswer.badRequest("Agent %s is part of a maintenance schedule under Machine %s (%s)"
                    .formatted(agentId.getValue(), agent.info.getHostname(), agent.ip));
        }
        if (!isKnown(agentId)) {
            return OperatorAnswer.badRequest("Unknown agent");
        }
        state.registry.draining.put(
                agentId,
                DrainInfo.newBuilder()
                        .setState(DrainState.DRAINING)
                        .setConfig(config)
                        .build());
        state.drainStarts.put(agentId, state.now);
        deactivateNow(agentId);
        if (agent != null) {
            state.tell(agent, new ToAgent.Drain(config));
            checkDrained(agent);
        }
        return OperatorAnswer.OK;
    }

    /** DEACTIVATE_AGENT (PROTOCOL E29). */
    OperatorAnswer deactivate(AgentID agentId) {
        if (!isKnown(agentId)) {
            return OperatorAnswer.badRequest("Unknown agent");
        }
        deactivateNow(agentId);
        return OperatorAnswer.OK;
    }

    /** REACTIVATE_AGENT (PROTOCOL E29, E30). */
    OperatorAnswer reactivate(AgentID agentId) {
        if (!state.registry.deactivated.contains(agentId)) {
            return OperatorAnswer.badRequest("Agent is not deactivated");
        }
        DrainInfo draining = state.registry.draining.get(agentId);
        if (draining != null && draining.getState() == DrainState.DRAINING) {
            return OperatorAnswer.badRequest("Agent is still in the DRAINING state");
        }
        state.registry.deactivated.remove(agentId);
        state.registry.draining.remove(agentId);
        state.drainStarts.remove(agentId);
        AgentRecord agent = state.agents.get(agentId);
        if (agent == null) {
            return new OperatorAnswer(409, "Agent removed while processing the call"); // cleared all the same
        }
        agent.active = true;
        if (agent.connected) {
            allocator.activateAgent(agentId, true);
        }
        return OperatorAnswer.OK;
    }

    /** MARK_AGENT_GONE (PROTOCOL E31). */
    OperatorAnswer markGone(AgentID agentId) {
        if (state.registry.gone.containsKey(agentId)) {
            return OperatorAnswer.OK;
        }
        AgentRecord agent = state.agents.get(agentId);
        if (agent != null) {
            removals.gone(agent);
        } else if (isKnown(agentId)) {
            removals.gone(agentId);
        } else {
            return new OperatorAnswer(404, "Agent '" + agentId.getValue() + "' not found");
        }
        return OperatorAnswer.OK;
    }

    /** What was asked for while it was away is asked now (PROTOCOL F40). */
    void agentIsBack(AgentRecord agent) {
        DrainInfo info = state.registry.draining.get(agent.id());
        if (info != null && info.getState() == DrainState.DRAINING) {
            state.tell(agent, new ToAgent.Drain(info.getConfig()));
            checkDrained(agent);
        }
    }

    /** After each end of a task: with nothing left the agent is drained (PROTOCOL F39). */
    void checkDrained(AgentID agentId) {
        AgentRecord agent = state.registry.draining.isEmpty() ? null : state.agents.get(agentId);
        if (agent != null) {
            checkDrained(agent);
        }
    }

    private void checkDrained(AgentRecord agent) {
        DrainInfo info = state.registry.draining.get(agent.id());
        if (info == null || info.getState() != DrainState.DRAINING || hasTasks(agent.id())) {
            return;
        }
        state.registry.draining.put(
                agent.id(), info.toBuilder().setState(DrainState.DRAINED).build());
        if (info.getConfig().getMarkGone()) {
            removals.gone(agent);
        }
    }

    private boolean hasTasks(AgentID agentId) {
        return state.frameworks.values().stream()
                .flatMap(framework -> framework.tasks.values().stream())
                .anyMatch(task -> task.agentId.equals(agentId));
    }

    private void deactivateNow(AgentID agentId) {
        state.registry.deactivated.add(agentId);
        AgentRecord agent = state.agents.get(agentId);
        if (agent != null) {
            agent.active = false;
            allocator.activateAgent(agentId, false);
            offers.rescindAll(agent);
        }
    }

    private boolean isKnown(AgentID agentId) {
        return List.of(state.agents, state.recovered, state.registry.unreachable).stream()
                .anyMatch(agents -> agents.containsKey(agentId));
    }
}
