package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the older library's placement got wrong; docs/seed-faults.md. */
class SeedPlacementTest {

    private final CoreFixture core = new CoreFixture();

    private static ApplicationBuilder web() {
        return Application.named("web").cpus(1).mem(64).command("run");
    }

    private Offer onRack(String agent, String rack) {
        return core.agentOffer(agent, 8, 1024).toBuilder()
                .addAttributes(Attribute.newBuilder()
                        .setName("rack")
                        .setType(Value.Type.TEXT)
                        .setText(Value.Text.newBuilder().setValue(rack)))
                .build();
    }

    private List<String> agents() {
        return core.launched().stream()
                .map(task -> task.getAgentId().getValue())
                .toList();
    }

    @Test
    void aFilterThatDoesNotMatchExcludes() {
        core.put(web().filter(Filter.Type.TEXT, "rack", "r9").build());
        core.subscribe();
        core.offer(onRack("a1", "r1"));
        assertThat(core.launched()).isEmpty();
        core.offer(onRack("a9", "R9"));
        assertThat(agents()).containsExactly("a9");
    }

    @Test
    void anyValueOfAFilterMayMatch() {
        core.put(web().filter(Filter.Type.TEXT, "rack", "r8", "r9").build());
        core.subscribe();
        core.offer(onRack("a9", "r9"));
        assertThat(agents()).containsExactly("a9");
    }

    @Test
    void diskIsCounted() {
        core.put(web().disk(1_000_000).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 8, 1024));
        assertThat(core.launched()).isEmpty();
    }

    @Test
    void cpusInSeveralPiecesAreAddedUp() {
        core.put(web().cpus(5).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024).toBuilder()
                .addResources(CoreFixture.scalar("cpus", 1, "*"))
                .build());
        assertThat(agents()).containsExactly("a1");
    }
}
