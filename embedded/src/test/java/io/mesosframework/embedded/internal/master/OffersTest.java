package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL B45-B53, B104-B112, F5, F10-F16. */
class OffersTest {

    private final MasterDriver driver = new MasterDriver();

    @Test
    void eachAgentIsOneOfferAndAllComeInOneEvent() {
        driver.agent(0);
        driver.agent(1);
        Stream stream = driver.subscribe(MasterDriver.info());
        assertThat(stream.of(Event.Type.OFFERS)).hasSize(1);
        assertThat(stream.offers()).hasSize(2).allMatch(offer -> MasterDriver.cpus(offer) == 4);
        driver.agent(2); // F10: at once
        assertThat(stream.offers()).hasSize(3);
    }

    @Test
    @SuppressWarnings("deprecation") // the old format is what is tested
    void anOfferIsWrittenAsTheFrameworkUnderstandsIt() {
        AgentID agent = driver.agent(0);
        Offer old = driver.subscribe(MasterDriver.info()).offers().get(0);
        assertThat(old.getAgentId()).isEqualTo(agent);
        assertThat(old.getUrl().getPath()).isEqualTo("/slave(1)"); // B46
        assertThat(old.hasAllocationInfo()).isFalse(); // B47
        assertThat(old.getResourcesList())
                .allMatch(r -> !r.hasAllocationInfo() && r.getRole().equals("*")); // B48
        driver.decline(driver.streams.get(0), old, 1000);
        Offer refined = driver.subscribe(
                        MasterDriver.info(Capability.Type.MULTI_ROLE, Capability.Type.RESERVATION_REFINEMENT)
                                .addRoles("r"))
                .offers()
                .get(0);
        assertThat(refined.getAllocationInfo().getRole()).isEqualTo("r");
        assertThat(refined.getResourcesList())
                .allMatch(r -> !r.hasRole() && r.getAllocationInfo().getRole().equals("r"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 1", "5, 5", "-7, 5", "30, 30"})
    void aDeclineHoldsForItsSecondsButNeverLessThanTheAllocationInterval(double refuse, int seconds) {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.decline(stream, stream.offers().get(0), refuse);
        assertThat(stream.offers()).hasSize(1); // B108
        driver.pass(Duration.ofMillis(seconds * 1000L - 1));
        assertThat(stream.offers()).hasSize(1);
        driver.pass(Duration.ofSeconds(1)); // B105, B106
        assertThat(stream.offers()).hasSize(2);
    }

    @Test
    void aFilterGivesWayWhenTheAgentHasMore() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        Offer offer = stream.offers().get(0);
        driver.launch(stream, offer, MasterDriver.task("t", offer, "cpus:3;mem:100"));
        driver.pass(Duration.ofSeconds(10));
        Offer rest = stream.offers().get(1);
        driver.decline(stream, rest, 10_000);
        driver.pass(Duration.ofSeconds(10));
        assertThat(stream.offers()).hasSize(2);
        var end = io.mesosframework.protocol.TaskState.TASK_FINISHED;
        driver.update(stream, offer.getAgentId(), "t", end, end);
        driver.pass(Duration.ofSeconds(2)); // B107
        assertThat(stream.offers()).hasSize(3);
        assertThat(MasterDriver.cpus(stream.offers().get(2))).isEqualTo(4);
    }

    @Test
    void reviveDropsFiltersAndOffersAtOnce() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.decline(stream, stream.offers().get(0), 10_000);
        driver.call(stream, Call.newBuilder().setType(Call.Type.REVIVE));
        assertThat(stream.offers()).hasSize(2); // B110
    }

    @Test
    void suppressStopsOffersUntilRevive() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.call(stream, Call.newBuilder().setType(Call.Type.SUPPRESS));
        assertThat(stream.of(Event.Type.RESCIND)).isEmpty(); // B111
        driver.decline(stream, stream.offers().get(0), 0);
        driver.pass(Duration.ofSeconds(60));
        assertThat(stream.offers()).hasSize(1);
        driver.call(stream, Call.newBuilder().setType(Call.Type.REVIVE));
        assertThat(stream.offers()).hasSize(2);
    }

    @Test
    void oneWrongRoleMakesAReviveDoNothing() {
        driver.agent(0);
        Stream stream =
                driver.subscribe(MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles("a"), "a");
        Call.Builder revive = Call.newBuilder()
                .setType(Call.Type.REVIVE)
                .setRevive(Call.Revive.newBuilder().addRoles("a").addRoles("b"));
        assertThat(driver.call(stream, revive).status()).isEqualTo(202); // B112
        assertThat(stream.offers()).isEmpty();
    }

    @Test
    void anyoneMayDeclineAnyonesOfferAndUnknownOnesAreIgnored() {
        driver.agent(0);
        Stream owner = driver.subscribe(MasterDriver.info());
        Stream other = driver.subscribe(MasterDriver.info());
        Offer offer = owner.offers().get(0);
        assertThat(driver.decline(other, offer, 1000).status()).isEqualTo(202); // B104
        assertThat(driver.decline(other, offer, 1000).status()).isEqualTo(202);
        driver.pass(Duration.ofSeconds(2));
        assertThat(owner.offers()).hasSize(1);
        assertThat(other.offers()).hasSize(1);
    }

    @Test
    void offersTimeOutByRescindWithoutFilter() {
        MasterDriver timed = new MasterDriver(Optional.of(Duration.ofSeconds(10)));
        timed.agent(0);
        Stream stream = timed.subscribe(MasterDriver.info());
        timed.pass(Duration.ofSeconds(10));
        assertThat(stream.of(Event.Type.RESCIND).get(0).getRescind().getOfferId())
                .isEqualTo(stream.offers().get(0).getId()); // B50, B51
        timed.pass(Duration.ofSeconds(1));
        assertThat(stream.offers()).hasSize(2); // B53
    }

    @Test
    void theRoleWithTheSmallerDominantShareIsServedFirst() {
        FrameworkInfo.Builder rich =
                MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles("a");
        FrameworkInfo.Builder poor =
                MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles("z");
        driver.agent(0);
        Stream first = driver.subscribe(rich);
        Stream second = driver.subscribe(poor);
        assertThat(first.offers()).hasSize(1);
        driver.agent(1); // role a holds an agent, role z nothing: F12
        assertThat(second.offers()).hasSize(1);
        assertThat(first.offers()).hasSize(1);
    }

    @Test
    void anAgentWithLessThanTheMinimumIsNotOffered() {
        driver.agent(0, "cpus:0.005;mem:31");
        driver.agent(1, "cpus:0.005;mem:32");
        assertThat(driver.subscribe(MasterDriver.info()).offers()).hasSize(1); // F5
    }

    @Test
    void gpusAreForThoseWhoAskForThem() {
        driver.agent(0, "cpus:1;mem:100;gpus:1");
        assertThat(driver.subscribe(MasterDriver.info()).offers()).isEmpty(); // B177
        assertThat(driver.subscribe(MasterDriver.info(Capability.Type.GPU_RESOURCES))
                        .offers())
                .hasSize(1);
    }

    @Test
    void aRemovedRolesOffersAreRescinded() {
        driver.agent(0);
        Stream stream =
                driver.subscribe(MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles("a"));
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.UPDATE_FRAMEWORK)
                        .setUpdateFramework(Call.UpdateFramework.newBuilder()
                                .setFrameworkInfo(MasterDriver.info(Capability.Type.MULTI_ROLE)
                                        .addRoles("b")
                                        .setId(stream.frameworkId()))));
        assertThat(stream.of(Event.Type.RESCIND)).hasSize(1); // B26
        driver.pass(Duration.ofSeconds(1));
        assertThat(stream.offers().stream().map(o -> o.getAllocationInfo().getRole()))
                .isEqualTo(List.of("a", "b"));
    }

    @Test
    void nothingIsRescindedWhenAFrameworkDisconnects() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info().setFailoverTimeout(10));
        Stream other = driver.subscribe(MasterDriver.info());
        driver.hangUp(stream);
        assertThat(stream.of(Event.Type.RESCIND)).isEmpty(); // B52
        driver.pass(Duration.ofSeconds(1));
        assertThat(other.offers()).hasSize(1);
    }
}
