package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.executor.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The data that the parts of an agent share, and the effects they gather. */
final class AgentState {

    final AgentConfig config;
    final RandomGenerator random;
    final Timers timers = new Timers();
    final Map<FrameworkID, AgentFramework> frameworks = new LinkedHashMap<>();
    final Map<FrameworkID, AgentFramework> completed = new LinkedHashMap<>();

    /** The runs whose executors are not history yet, by their containers. */
    final Map<ContainerID, ExecutorRun> runs = new HashMap<>();

    /** With id once registered. */
    AgentInfo info;

    Instant now;
    private List<AgentEffect> effects = new ArrayList<>();

    AgentState(AgentConfig config, RandomGenerator random, Instant now) {
        this.config = config;
        this.random = random;
        this.now = now;
        AgentInfo.Builder described = AgentInfo.newBuilder()
                .setHostname(config.hostname())
                .setPort(config.port())
                .addAllResources(config.resources())
                .addAllAttributes(config.attributes());
        config.domain().ifPresent(described::setDomain);
        this.info = described.build();
    }

    AgentID id() {
        return info.getId();
    }

    void effect(AgentEffect effect) {
        effects.add(effect);
    }

    List<AgentEffect> takeEffects() {
        List<AgentEffect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    void answer(long exchange, int status, String text) {
        effect(new AgentEffect.Answer(exchange, status, text));
    }

    void tellMaster(FromAgent message) {
        effect(new AgentEffect.TellMaster(message));
    }

    /** Sends to an executor that listens. */
    void send(ExecutorRun run, Event.Builder event) {
        run.stream.ifPresent(exchange -> effect(new AgentEffect.Send(exchange, event.build())));
    }
}
