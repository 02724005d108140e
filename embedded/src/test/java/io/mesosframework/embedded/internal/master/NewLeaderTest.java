package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.WeightInfo;
import io.mesosframework.protocol.quota.QuotaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A master begins with what the one before it has left (PROTOCOL F18, F31). */
class NewLeaderTest {

    private static final Permissions ALL = new Permissions(Acls.NONE, Optional.empty());

    private final Registry registry = new Registry();

    private MasterDriver leader() {
        return new MasterDriver(Optional.empty(), registry);
    }

    private void leaveAgents(int count) {
        for (int i = 0; i < count; i++) {
            registry.admit(AgentInfo.newBuilder()
                    .setHostname("old")
                    .setId(AgentID.newBuilder().setValue("old-" + i))
                    .build());
        }
    }

    private void leaveQuota() {
        QuotaConfig.Builder quota = QuotaConfig.newBuilder().setRole("a");
        quota.putLimits("cpus", Value.Scalar.newBuilder().setValue(1).build());
        assertThat(leader().master.quotas.update(List.of(quota.build()), true, ALL))
                .isEmpty();
    }

    @Test
    void quotaAndWeightsOutliveTheirMaster() {
        leaveQuota();
        assertThat(leader().master
                        .weights
                        .update(
                                List.of(WeightInfo.newBuilder()
                                        .setRole("b")
                                        .setWeight(2.5)
                                        .build()),
                                ALL))
                .isEqualTo(OperatorAnswer.OK);
        Master next = leader().master;
        assertThat(next.quotas.configs()).containsOnlyKeys("a");
        assertThat(next.weights.byRole()).containsEntry("b", 2.5);
    }

    @Test
    void withQuotaNothingIsOfferedBeforeFourOfFiveAgentsAreThere() {
        leaveQuota();
        leaveAgents(5);
        MasterDriver driver = leader();
        Stream stream = driver.subscribe(MasterDriver.info());
        for (int i = 0; i < 3; i++) {
            driver.agent(i);
        }
        driver.pass(Duration.ofMinutes(5));
        assertThat(stream.offers()).isEmpty();
        driver.agent(3);
        driver.pass(Duration.ofSeconds(2));
        assertThat(stream.offers()).hasSize(4);
    }

    @Test
    void withQuotaTheWaitIsOverAfterTenMinutes() {
        leaveQuota();
        leaveAgents(5);
        MasterDriver driver = leader();
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.agent(0);
        driver.pass(Duration.ofMinutes(9));
        assertThat(stream.offers()).isEmpty();
        driver.pass(Duration.ofMinutes(2));
        assertThat(stream.offers()).hasSize(1);
    }

    @Test
    void withoutQuotaNobodyWaits() {
        leaveAgents(5);
        MasterDriver driver = leader();
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.agent(0);
        assertThat(stream.offers()).hasSize(1);
    }
}
