package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.storage.Bytes;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AgentBookTest {

    private final TaskManagerFixture fixture = new TaskManagerFixture();
    private final ReservationBook reservations = new ReservationBook(new SplittableRandom(1));
    private final AgentBook book = new AgentBook();

    private void used(Offer offer) {
        fixture.keep(book.used(offer, fixture.tasks, reservations));
    }

    private static Offer.Builder offer(String agent) {
        Offer.Builder offer = Offer.newBuilder().setHostname(agent + ".example");
        offer.getIdBuilder().setValue("o");
        offer.getFrameworkIdBuilder().setValue("f");
        offer.getAgentIdBuilder().setValue(agent);
        return offer;
    }

    private static Offer.Builder marked(String agent, String rack) {
        return offer(agent).addAttributes(text("rack", rack));
    }

    private static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }

    @Test
    void whatIsKeptIsReadAgainAsItWas() {
        Offer.Builder offer = marked("a1", "r1").addAttributes(text("rack", "Zürich \"2\""));
        offer.addAttributesBuilder()
                .setName("weight")
                .setType(Value.Type.SCALAR)
                .getScalarBuilder()
                .setValue(1.1);
        offer.addAttributesBuilder()
                .setName("span")
                .setType(Value.Type.RANGES)
                .getRangesBuilder()
                .addRange(Value.Range.newBuilder().setBegin(1).setEnd(3))
                .addRange(Value.Range.newBuilder().setBegin(7).setEnd(Long.MAX_VALUE));
        offer.addAttributesBuilder()
                .setName("tags")
                .setType(Value.Type.SET)
                .getSetBuilder()
                .addItem("x")
                .addItem("y");
        offer.getDomainBuilder().getFaultDomainBuilder().getRegionBuilder().setName("east");
        offer.getDomainBuilder().getFaultDomainBuilder().getZoneBuilder().setName("a");
        offer.getUrlBuilder()
                .setScheme("http")
                .getAddressBuilder()
                .setIp("10.0.0.1")
                .setPort(5051);
        used(offer.build());

        AgentBook again = new AgentBook();
        again.restore(fixture.kept);
        assertThat(again.known("a1"))
                .isEqualTo(book.known("a1"))
                .hasValueSatisfying(
                        facts -> assertThat(facts.isOf(offer.build())).isTrue());
        assertThat(again.known("a1").orElseThrow().address()).isEqualTo("10.0.0.1:5051");
        assertThat(again.used(offer.build(), fixture.tasks, reservations)).isEmpty();
    }

    @Test
    void onlyWhatMarksAnAgentIsKeptAndOnlyOnce() {
        used(offer("plain").build());
        assertThat(fixture.kept).isEmpty();
        used(marked("a1", "r1").build());
        assertThat(book.used(marked("a1", "r1").build(), fixture.tasks, reservations))
                .isEmpty();
        used(marked("a1", "r2").build());
        assertThat(book.known("a1").orElseThrow().attributes()).containsExactly(text("rack", "r2"));
        used(offer("a1").build());
        assertThat(book.known("a1")).isEmpty();
        assertThat(fixture.kept).isEmpty();
    }

    @Test
    void agentsThatNoSlotIsOnAnyMoreAreForgotten() {
        fixture.put(Application.named("web").cpus(1).mem(1).command("x").build());
        SlotTask task = new SlotTask("web.0.t", "a7", "a7.example", "", fixture.now, null, null);
        fixture.keep(fixture.tasks.launching(Map.of(new SlotKey("web", 0), task), fixture.now));
        for (int agent = 0; agent < 101; agent++) {
            used(marked("a" + agent, "r").build());
        }
        assertThat(book.known("a7")).isPresent();
        assertThat(fixture.kept.keySet())
                .filteredOn(key -> key.startsWith("agents/"))
                .containsExactly("agents/a7");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        Map<String, Bytes> newer = Map.of("agents/a1", Bytes.ofText("{\"format\": 9}"));
        assertThatThrownBy(() -> book.restore(newer))
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("agents/a1 has format 9");
        Map<String, Bytes> torn = Map.of("agents/a1", Bytes.ofText("{"));
        assertThatThrownBy(() -> book.restore(torn))
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("agents/a1 is not readable");
        assertThat(List.<Action>copyOf(book.withoutUnused(fixture.tasks, reservations)))
                .isEmpty();
    }
}
