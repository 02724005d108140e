package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.DrainConfig;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The data that the parts of an agent share, and the effects they gather. */
final class AgentState {

    /** What it was last started with. */
    AgentConfig config;

    final RandomGenerator random;
    final Timers timers = new Timers();
    final Map<FrameworkID, AgentFramework> frameworks = new LinkedHashMap<>();
    final Map<FrameworkID, AgentFramework> completed = new LinkedHashMap<>();

    /** The runs whose executors are not history yet, by their containers. */
    final Map<ContainerID, ExecutorRun> runs = new HashMap<>();

    /** With id once registered, and with the resources it began with. */
    AgentInfo info;

    /** What operations made of its resources. */
    Resources total;

    /** False until a master has answered, and from its loss on: what cannot be told twice is not told then. */
    boolean registered;

    /** From a restart until its executors have had their time to come back (PROTOCOL C49, C50). */
    boolean recovering;

    /** It is asked to end, and waits for its executors to end. */
    boolean terminating;

    /** Without pings for so long the agent looks for a master. */
    Duration pingTimeout = Duration.ofSeconds(75);

    /** Set while it takes no tasks. */
    @Nullable
    DrainConfig draining;

    final Instant started;

    Instant now;
    private List<AgentEffect> effects = new ArrayList<>();

    AgentState(AgentConfig config, RandomGenerator random, Instant now) {
        this.config = config;
        this.random = random;
        this.now = now;
        this.started = now;
        this.info = describe(config);
        this.total = Resources.of(config.resources());
    }

    private static AgentInfo describe(AgentConfig config) {
        AgentInfo.Builder described = AgentInfo.newBuilder()
                .setHostname(config.hostname())
                .setPort(config.port())
                .addAllResources(config.resources())
                .addAllAttributes(config.attributes());
        config.domain().ifPresent(described::setDomain);
        return described.build();
    }

    /** It keeps its id, and what it has made of its resources. */
    void reconfigure(AgentConfig changed) {
        Resources added = Resources.of(changed.resources()).minus(Resources.of(config.resources()));
        AgentInfo.Builder described = describe(changed).toBuilder();
        if (info.hasId()) {
            described.setId(info.getId());
        }
        config = changed;
        info = described.build();
        total = total.plus(added);
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

    /** What a master must know of an agent that it does not know is told by the registration itself. */
    void tellMaster(FromAgent message) {
        boolean aboutTasks = message instanceof FromAgent.StatusUpdate
                || message instanceof FromAgent.OperationUpdate
                || message instanceof FromAgent.ExecutorExited
                || message instanceof FromAgent.ExecutorMessage;
        if (registered || !aboutTasks) {
            effect(new AgentEffect.TellMaster(message));
        }
    }

    /** Sends to an executor that listens. */
    void send(ExecutorRun run, Event.Builder event) {
        run.stream.ifPresent(exchange -> effect(new AgentEffect.Send(exchange, event.build())));
    }
}
