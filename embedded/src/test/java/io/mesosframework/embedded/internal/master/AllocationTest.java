package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.master.Allocator.Allocation;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** PROTOCOL F12-F17, B109, B176-B178. */
class AllocationTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Allocator allocator = allocator(AllocationRules.DEFAULT);

    private static Allocator allocator(AllocationRules rules) {
        return new Allocator(
                new SplittableRandom(1),
                MasterConfig.builder(new SplittableRandom(2)).allocation(rules).build());
    }

    private static FrameworkInfo framework(String id, String... roles) {
        return FrameworkInfo.newBuilder()
                .setUser("u")
                .setName(id)
                .setId(FrameworkID.newBuilder().setValue(id))
                .addCapabilities(Capability.newBuilder().setType(Capability.Type.MULTI_ROLE))
                .addAllRoles(List.of(roles))
                .build();
    }

    private AgentID agent(String id, String resources) {
        AgentInfo info = AgentInfo.newBuilder()
                .setHostname("h")
                .setId(AgentID.newBuilder().setValue(id))
                .build();
        allocator.addAgent(info, Resources.parse(resources));
        return info.getId();
    }

    private void subscribe(FrameworkInfo info) {
        allocator.addFramework(info, List.of(), OfferConstraints.NONE);
    }

    private List<String> run() {
        return allocator.allocate(now).stream()
                .map(a -> a.frameworkId().getValue() + " " + a.role() + " "
                        + a.resources().cpusMillis() / 1000.0)
                .toList();
    }

    private static Quota quota(Map<String, Double> guarantees, Map<String, Double> limits) {
        QuotaConfig.Builder config = QuotaConfig.newBuilder().setRole("r");
        guarantees.forEach((name, value) -> config.putGuarantees(
                name, Value.Scalar.newBuilder().setValue(value).build()));
        limits.forEach((name, value) ->
                config.putLimits(name, Value.Scalar.newBuilder().setValue(value).build()));
        return Quota.of(config.build());
    }

    @Test
    void aWeightDividesTheShare() {
        agent("a", "cpus:4;mem:1024");
        subscribe(framework("f", "a"));
        subscribe(framework("g", "b"));
        assertThat(run()).containsExactly("f a 4.0");
        agent("b", "cpus:2;mem:512");
        assertThat(run()).containsExactly("g b 2.0");
        agent("c", "cpus:1;mem:100");
        allocator.setWeight("a", 100);
        assertThat(run()).containsExactly("f a 1.0");
    }

    @Test
    void whatASubRoleHoldsCountsForTheRoleAbove() {
        agent("a", "cpus:4;mem:1024");
        subscribe(framework("f", "eng/web"));
        assertThat(run()).containsExactly("f eng/web 4.0");
        subscribe(framework("g", "eng/ops"));
        subscribe(framework("h", "ops"));
        agent("b", "cpus:1;mem:512");
        assertThat(run()).containsExactly("h ops 1.0");
        agent("c", "cpus:4;mem:1024");
        agent("d", "cpus:1;mem:100");
        assertThat(run()).as("two agents, in any order").hasSize(2).anyMatch(offer -> offer.startsWith("h"));
    }

    @Test
    void aRoleGetsNoMoreThanItsLimit() {
        agent("a", "cpus:4;mem:1024;ports:[1-10]");
        agent("b", "cpus:4;mem:1024");
        subscribe(framework("f", "r"));
        allocator.setQuota("r", quota(Map.of(), Map.of("cpus", 5.0)));
        List<Allocation> first = allocator.allocate(now);
        assertThat(first.stream().mapToLong(a -> a.resources().cpusMillis()).sum())
                .isEqualTo(5000);
        assertThat(first.stream().mapToLong(a -> a.resources().memMillis()).sum())
                .isEqualTo(2048_000);
        assertThat(run()).isEmpty();
    }

    @Test
    void whatIsGuaranteedIsKeptFromOthers() {
        agent("a", "cpus:4;mem:1024");
        allocator.setQuota("sure", quota(Map.of("cpus", 3.0), Map.of()));
        subscribe(framework("f", "other"));
        assertThat(run()).containsExactly("f other 1.0");
        subscribe(framework("g", "sure"));
        assertThat(run()).containsExactly("g sure 3.0");
    }

    @Test
    void reservationsCountAsConsumedWhetherUsedOrNot() {
        agent("a", "cpus:4;mem:1024;cpus(r):2;cpus(r/x):1");
        assertThat(allocator.consumedQuota("r").get("cpus")).isEqualTo(3000);
        subscribe(framework("f", "r"));
        allocator.setQuota("r", quota(Map.of(), Map.of("cpus", 4.0)));
        assertThat(run()).as("2 reserved, 1 more up to the limit").containsExactly("f r 3.0");
        assertThat(allocator.consumedQuota("r").get("cpus")).isEqualTo(4000);
    }

    @Test
    void aDeclineIsForgottenWhenTheAgentsAttributesChange() {
        AgentID agent = agent("a", "cpus:4;mem:1024");
        subscribe(framework("f", "r"));
        Allocation offered = allocator.allocate(now).get(0);
        allocator.refuse(offered.frameworkId(), "r", agent, offered.resources(), 1000, now);
        now = now.plus(Duration.ofSeconds(10));
        assertThat(run()).isEmpty();
        AgentInfo.Builder changed = AgentInfo.newBuilder().setHostname("h").setId(agent);
        changed.addAttributesBuilder()
                .setName("x")
                .setType(Value.Type.TEXT)
                .getTextBuilder()
                .setValue("y");
        allocator.updateAgent(changed.build(), Resources.parse("cpus:4;mem:1024"));
        assertThat(run()).hasSize(1);
    }

    @Test
    void aRemovedFrameworkLeavesNothingBehind() {
        agent("a", "cpus:4;mem:1024");
        FrameworkInfo info = framework("f", "r");
        subscribe(info);
        assertThat(run()).hasSize(1);
        allocator.removeFramework(info.getId());
        subscribe(framework("g", "r"));
        assertThat(run()).containsExactly("g r 4.0");
    }

    /** Whatever happens, what is available and what is out add up to what the agents have. */
    @Test
    void nothingIsLostOrMadeInAnyMixOfEvents() {
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        List<AgentID> agents = List.of(
                agent("a", "cpus:4;mem:1024;ports:[1-100]"),
                agent("b", "cpus:8;mem:512;cpus(x):2"),
                agent("c", "cpus:1;mem:4096;disk(x/y):100"));
        List<FrameworkInfo> frameworks = List.of(framework("f", "x"), framework("g", "x/y", "z"), framework("h", "z"));
        frameworks.forEach(this::subscribe);
        List<Allocation> out = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            FrameworkInfo some = frameworks.get(random.nextInt(3));
            switch (random.nextInt(7)) {
                case 0, 1 -> out.addAll(allocator.allocate(now));
                case 2 -> allocator.suppress(some.getId(), some.getRolesList());
                case 3 -> allocator.revive(some.getId(), some.getRolesList());
                case 4 -> now = now.plusSeconds(random.nextInt(10));
                case 5 ->
                    allocator.setQuota(
                            "x",
                            quota(Map.of("cpus", 1.0 + random.nextInt(4)), Map.of("cpus", 5.0 + random.nextInt(4))));
                default -> {
                    if (!out.isEmpty()) {
                        Allocation back = out.remove(random.nextInt(out.size()));
                        allocator.refuse(
                                back.frameworkId(),
                                back.role(),
                                back.agentId(),
                                back.resources(),
                                random.nextInt(5),
                                now);
                    }
                }
            }
            for (AgentID agent : agents) {
                Resources sum = allocator.available(agent);
                for (Allocation allocation : out) {
                    if (allocation.agentId().equals(agent)) {
                        sum = sum.plus(allocation.resources().withoutAllocation());
                    }
                }
                assertThat(sum)
                        .as("seed %d, step %d, agent %s", seed, step, agent.getValue())
                        .isEqualTo(allocator.pool(agent).total());
            }
        }
    }
}
