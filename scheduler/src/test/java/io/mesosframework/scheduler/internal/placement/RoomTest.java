package io.mesosframework.scheduler.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.Application;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RoomTest {

    @Test
    void tenthsAddUpExactly() {
        Room agent = room();
        agent.add(offer(0.1, 0.1));
        agent.add(offer(0.2, 0.2));
        var needs =
                Application.named("x").cpus(0.3).mem(0.3).command("run").build().resources();
        assertThat(agent.lacks(needs)).isNull();
        assertThat(agent.take(needs))
                .filteredOn(resource -> resource.getName().equals("cpus"))
                .extracting(resource -> resource.getScalar().getValue())
                .containsExactly(0.1, 0.2);
        assertThat(agent.lacks(needs)).isEqualTo(Lack.CPUS);
        assertThatThrownBy(() -> agent.take(needs)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsTakenAndWhatIsLeftIsWhatWasOffered() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            Room agent = room();
            long offered = 0;
            for (int i = 0; i < 3; i++) {
                int millis = random.nextInt(1, 3000);
                offered += millis;
                agent.add(offer(millis / 1000.0, 1024));
            }
            var needs = Application.named("x")
                    .cpus(random.nextInt(1, 900) / 1000.0)
                    .mem(1)
                    .command("run")
                    .build()
                    .resources();
            long taken = 0;
            while (agent.lacks(needs) == null) {
                taken += agent.take(needs).stream()
                        .filter(resource -> resource.getName().equals("cpus"))
                        .mapToLong(RoomTest::millis)
                        .sum();
            }
            assertThat(taken).isEqualTo(offered / needs.cpusMillis() * needs.cpusMillis());
        }
    }

    private static long millis(Resource resource) {
        return Math.round(resource.getScalar().getValue() * 1000);
    }

    private static Room room() {
        Agents agents = new Agents();
        return new Room(agents, agents.number(offer(0, 0), Instant.EPOCH), "*");
    }

    private static Offer offer(double cpus, double mem) {
        return Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o"))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue("a1"))
                .setHostname("a1.example")
                .addResources(scalar("cpus", cpus))
                .addResources(scalar("mem", mem))
                .build();
    }

    private static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }
}
