package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.WeightInfo;
import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** PROTOCOL E19, E32, F14. */
class QuotasTest {

    private static final Permissions ALL = new Permissions(Acls.NONE, Optional.empty());

    private final MasterDriver driver = new MasterDriver();

    private static QuotaConfig.Builder config(String role) {
        return QuotaConfig.newBuilder().setRole(role);
    }

    private static Value.Scalar scalar(double value) {
        return Value.Scalar.newBuilder().setValue(value).build();
    }

    private String refusal(QuotaConfig.Builder config) {
        return driver.master
                .quotas
                .update(List.of(config.build()), false, ALL)
                .map(Quotas.Refusal::text)
                .orElse("");
    }

    private Stream subscribe(String role) {
        return driver.subscribe(MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles(role));
    }

    @Test
    void aLowerLimitTakesOffersBackAndTheNextAreSmaller() {
        driver.agent(0);
        Stream stream = subscribe("r");
        assertThat(refusal(config("r").putLimits("cpus", scalar(1.5)))).isEmpty();
        driver.flush();
        assertThat(stream.of(Event.Type.RESCIND)).hasSize(1);
        driver.pass(Duration.ofSeconds(1));
        List<Offer> offers = stream.offers();
        assertThat(MasterDriver.cpus(offers.get(offers.size() - 1))).isEqualTo(1.5);
    }

    @Test
    void badQuotaIsRefusedInTheMastersWords() {
        driver.agent(0);
        assertThat(refusal(config("a/b"))).isEqualTo("Updating quota on nested role 'a/b' is not supported yet");
        assertThat(refusal(config("r").putLimits("cpus", scalar(-1))))
                .isEqualTo(
                        "Invalid QuotaConfig: Invalid limit configuration {'cpus': -1}: Negative values not supported");
        assertThat(refusal(config("r").putGuarantees("cpus", scalar(5))))
                .isEqualTo("Invalid QuotaConfig: total quota guarantees 'cpus:5' exceed cluster capacity"
                        + " 'cpus:4; disk:10000; mem:4096' (use 'force' flag to bypass this check)");
    }

    @Test
    void whatIsUsedAlreadyMayNotBeOverTheLimitUnlessForced() {
        driver.agent(0);
        Stream stream = subscribe("r");
        Offer offer = stream.offers().get(0);
        driver.launch(stream, offer, MasterDriver.task("t", offer, "cpus:2;mem:100"));
        QuotaConfig.Builder less = config("r").putLimits("cpus", scalar(1));
        assertThat(refusal(less))
                .isEqualTo("Invalid QuotaConfig: Role 'r' is already consuming 'cpus:2; mem:100'; this is more than the"
                        + " requested limits 'cpus:1' (use 'force' flag to bypass this check)");
        assertThat(driver.master.quotas.update(List.of(less.build()), true, ALL))
                .isEmpty();
    }

    @Test
    void aChangedWeightTakesAllOffersBack() {
        driver.agent(0);
        Stream stream = subscribe("r");
        WeightInfo weight =
                WeightInfo.newBuilder().setRole(" other ").setWeight(2).build();
        assertThat(driver.master.weights.update(List.of(weight), ALL)).isEqualTo(OperatorAnswer.OK);
        driver.flush();
        assertThat(stream.of(Event.Type.RESCIND)).isEmpty();
        assertThat(driver.master.weights.update(
                        List.of(weight.toBuilder().setRole("r").build()), ALL))
                .isEqualTo(OperatorAnswer.OK);
        driver.flush();
        assertThat(stream.of(Event.Type.RESCIND)).hasSize(1);
        assertThat(driver.master
                        .weights
                        .update(List.of(weight.toBuilder().setWeight(-1.5).build()), ALL)
                        .text())
                .isEqualTo("Failed to validate update weights request JSON for role 'other': Invalid weight '-1.5':"
                        + " Weights must be positive");
    }
}
