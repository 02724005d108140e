package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.KnownAgent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OfferingAgentsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final OfferingAgents agents = new OfferingAgents();

    private static Offer offer(String agent, String rack, double cpus) {
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o"))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue(agent))
                .setHostname("host-" + agent)
                .addAttributes(Attribute.newBuilder()
                        .setName("rack")
                        .setType(Value.Type.TEXT)
                        .setText(Value.Text.newBuilder().setValue(rack)))
                .addResources(Resource.newBuilder()
                        .setName("cpus")
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(cpus)))
                .build();
    }

    private List<KnownAgent> known() {
        return agents.withThoseOf(List.of());
    }

    @Test
    void theLastOfferTells() {
        agents.offered(List.of(offer("b", "r1", 1), offer("a", "r1", 1)), NOON);
        agents.offered(List.of(offer("b", "r2", 2)), NOON.plusSeconds(1));

        assertThat(known()).extracting(KnownAgent::id).containsExactly("a", "b");
        KnownAgent b = known().get(1);
        assertThat(b.hostname()).isEqualTo("host-b");
        assertThat(b.attributes().get(0).getText().getValue()).isEqualTo("r2");
        assertThat(b.offered().get(0).getScalar().getValue()).isEqualTo(2);
        assertThat(b.offeredAt()).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void oneThatWasRemovedIsForgottenAndOneWhoseExecutorEndedIsNot() {
        agents.offered(List.of(offer("a", "r", 1), offer("b", "r", 1)), NOON);
        AgentID a = AgentID.newBuilder().setValue("a").build();
        agents.failed(Event.Failure.newBuilder()
                .setAgentId(a)
                .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                .build());
        assertThat(known()).hasSize(2);
        agents.failed(Event.Failure.newBuilder().setAgentId(a).build());
        assertThat(known()).extracting(KnownAgent::id).containsExactly("b");
    }

    @Test
    void anHourWithoutAnOfferAndOneIsNotShown() {
        agents.offered(List.of(offer("a", "r", 1)), NOON);
        agents.offered(List.of(offer("b", "r", 1)), NOON.plusSeconds(3601));
        assertThat(known()).extracting(KnownAgent::id).containsExactly("b");
    }

    @Test
    void thoseThatSlotsHaveTasksOnAreThereToo() {
        TaskManagerFixture fixture = new TaskManagerFixture();
        fixture.put(Application.named("web")
                .instances(2)
                .cpus(1)
                .mem(32)
                .command("run")
                .build());
        fixture.launch("web", 1);
        agents.offered(List.of(offer("a", "r", 1)), NOON);

        List<KnownAgent> all = agents.withThoseOf(fixture.tasks.slots());
        assertThat(all).extracting(KnownAgent::id).containsExactly("a", "agent1");
        assertThat(all.get(1).hostname()).isEqualTo("host1");
        assertThat(all.get(1).offeredAt()).isNull();
    }
}
