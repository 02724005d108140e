package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.ToAgent;
import java.util.function.Consumer;

/** Whether agents are alive: one ping after the other, and too many without an answer are the end (PROTOCOL F2). */
final class Pings {

    private final MasterState state;
    private final Consumer<AgentRecord> lost;

    /**
     * @param lost what to do with an agent that does not answer
     */
    Pings(MasterState state, Consumer<AgentRecord> lost) {
        this.state = state;
        this.lost = lost;
    }

    /** From now on, until its timers are cancelled. */
    void watch(AgentRecord agent) {
        if (agent.ping != null) {
            agent.ping.cancel();
        }
        state.tell(agent, new ToAgent.Ping(agent.connected));
        agent.pinged = true;
        agent.ping = state.timers.at(state.now.plus(state.config.agents().pingTimeout()), () -> next(agent));
    }

    void answered(AgentRecord agent) {
        agent.pinged = false;
        agent.missedPings = 0;
    }

    private void next(AgentRecord agent) {
        if (agent.pinged && ++agent.missedPings >= state.config.agents().maxPingTimeouts()) {
            lost.accept(agent);
            return;
        }
        watch(agent);
    }
}
