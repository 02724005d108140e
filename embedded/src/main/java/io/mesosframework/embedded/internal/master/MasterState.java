package io.mesosframework.embedded.internal.master;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The data that the parts of a master share, and the effects they gather. */
final class MasterState {

    final MasterConfig config;
    final Registry registry;
    final RandomGenerator random;
    final Timers timers = new Timers();
    final Instant started;

    final Map<FrameworkID, FrameworkRecord> frameworks = new LinkedHashMap<>();

    /** The newest fifty that were removed, oldest first (PROTOCOL B19). */
    final Map<FrameworkID, FrameworkRecord> completed = new LinkedHashMap<>();

    /** Those that are registered, connected or not. */
    final Map<AgentID, AgentRecord> agents = new LinkedHashMap<>();

    /** Which agent the shell means by a number. */
    final Map<Integer, AgentID> agentsByPeer = new LinkedHashMap<>();

    /** Those of the registry that this leader has not heard of yet (PROTOCOL F31, B149). */
    final Map<AgentID, AgentInfo> recovered = new LinkedHashMap<>();

    /** When this master was told to drain an agent; not in the registry. */
    final Map<AgentID, Instant> drainStarts = new LinkedHashMap<>();

    final Map<OfferID, OfferRecord> offers = new LinkedHashMap<>();

    /** Those on resources whose end is not acknowledged, by the uuid that agents know them by. */
    final Map<ByteString, OperationRecord> operations = new LinkedHashMap<>();

    /** Which framework an open stream belongs to. */
    final Map<Long, FrameworkID> streams = new LinkedHashMap<>();

    final OperatorStreams operators = new OperatorStreams(this, new OperatorReads(this));
    final Counters counters = new Counters();

    Instant now;
    private List<MasterEffect> effects = new ArrayList<>();
    private long nextFramework;
    private long nextAgent;
    private long nextOffer;

    MasterState(MasterConfig config, Registry registry, RandomGenerator random, Instant now) {
        this.config = config;
        this.registry = registry;
        this.random = random;
        this.started = now;
        this.now = now;
    }

    void effect(MasterEffect effect) {
        effects.add(effect);
    }

    List<MasterEffect> takeEffects() {
        List<MasterEffect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }

    void answer(long exchange, int status, String text) {
        effect(new MasterEffect.Answer(exchange, status, text));
    }

    /** Sends an event if the framework listens; nothing is kept for one that does not (PROTOCOL A69). */
    void send(FrameworkRecord framework, Event.Builder event) {
        if (framework.stream != null) {
            effect(new MasterEffect.Send(framework.stream.exchange(), event.build()));
        }
    }

    void sendUpdate(FrameworkRecord framework, TaskStatus status) {
        send(
                framework,
                Event.newBuilder()
                        .setType(Event.Type.UPDATE)
                        .setUpdate(Event.Update.newBuilder().setStatus(status)));
    }

    void tell(AgentRecord agent, ToAgent message) {
        effect(new MasterEffect.Tell(agent.peer, message));
    }

    Permissions permissions(Optional<String> principal) {
        return new Permissions(config.acls(), principal);
    }

    Permissions permissions(FrameworkInfo framework) {
        return permissions(framework.hasPrincipal() ? Optional.of(framework.getPrincipal()) : Optional.empty());
    }

    FrameworkID newFrameworkId() {
        return FrameworkID.newBuilder()
                .setValue("%s-%04d".formatted(config.id(), nextFramework++))
                .build();
    }

    AgentID newAgentId() {
        return AgentID.newBuilder().setValue(config.id() + "-S" + nextAgent++).build();
    }

    OfferID newOfferId() {
        return OfferID.newBuilder().setValue(config.id() + "-O" + nextOffer++).build();
    }
}
