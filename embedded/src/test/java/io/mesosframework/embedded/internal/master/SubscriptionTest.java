package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterDriver.Answered;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL A52-A69, B10-B36, B167-B169. */
class SubscriptionTest {

    private final MasterDriver driver = new MasterDriver();

    @Test
    void aSubscriptionBeginsWithSubscribedThenAHeartbeatThenOffers() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        assertThat(stream.events.stream().map(Event::getType))
                .containsExactly(Event.Type.SUBSCRIBED, Event.Type.HEARTBEAT, Event.Type.OFFERS); // A61, A62
        Event.Subscribed subscribed = stream.events.get(0).getSubscribed();
        assertThat(subscribed.getFrameworkId().getValue()).isEqualTo(MasterDriver.MASTER_ID + "-0000"); // B21
        assertThat(subscribed.getHeartbeatIntervalSeconds()).isEqualTo(15.0);
        assertThat(subscribed.getMasterInfo().getIp()).isEqualTo(16777343); // H13
        assertThat(subscribed.getMasterInfo().getPid()).isEqualTo("master@127.0.0.1:5050");
        assertThat(stream.streamId).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void heartbeatsComeAtTheIntervalWhateverElseIsSent() {
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.pass(Duration.ofSeconds(45));
        assertThat(stream.of(Event.Type.HEARTBEAT)).hasSize(4); // A62
    }

    @Test
    void anUnknownIdIsTakenAsItIs() {
        Stream stream = driver.subscribe(
                MasterDriver.info().setId(FrameworkID.newBuilder().setValue("mine")));
        assertThat(stream.frameworkId().getValue()).isEqualTo("mine"); // B22
    }

    @Test
    void theNewerSubscriptionWinsAndTheOlderIsToldSo() {
        driver.agent(0);
        Stream old = driver.subscribe(MasterDriver.info().setFailoverTimeout(100));
        Stream fresh = driver.resubscribe(old);
        assertThat(old.events.stream().skip(3).map(Event::getType))
                .containsExactly(Event.Type.ERROR); // A64, A65: no RESCIND, neither here nor there
        assertThat(old.error()).isEqualTo("Framework failed over");
        assertThat(old.ended).isTrue();
        assertThat(fresh.frameworkId()).isEqualTo(old.frameworkId());
        assertThat(fresh.of(Event.Type.RESCIND)).isEmpty();
        driver.hangUp(old); // A66
        assertThat(driver.call(fresh, Call.newBuilder().setType(Call.Type.SUPPRESS)))
                .isEqualTo(new Answered(202, ""));
    }

    @Test
    void theOldStreamIdIsRefusedAfterAFailover() {
        Stream old = driver.subscribe(MasterDriver.info());
        driver.resubscribe(old);
        Answered answer = driver.call(old, Call.newBuilder().setType(Call.Type.REVIVE));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("The stream ID '" + old.streamId + "' included in this request didn't match the stream ID"
                        + " currently associated with framework ID "
                        + old.frameworkId().getValue()); // A55
    }

    @Test
    void aCallNeedsAKnownFrameworkThenAConnectionThenAStreamId() {
        Call.Builder revive = Call.newBuilder().setType(Call.Type.REVIVE);
        assertThat(driver.call(
                        revive.clone().setFrameworkId(FrameworkID.newBuilder().setValue("x")),
                        Optional.empty(),
                        Optional.empty()))
                .isEqualTo(new Answered(400, "Framework cannot be found")); // A56
        Stream stream = driver.subscribe(MasterDriver.info().setFailoverTimeout(100));
        assertThat(driver.call(revive.clone().setFrameworkId(stream.frameworkId()), Optional.empty(), Optional.empty()))
                .isEqualTo(new Answered(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header"));
        driver.hangUp(stream);
        assertThat(driver.call(stream, revive)).isEqualTo(new Answered(403, "Framework is not subscribed"));
    }

    @Test
    void aSubscriptionWithAStreamIdIsRefused() {
        Answered answer = driver.call(
                Call.newBuilder()
                        .setType(Call.Type.SUBSCRIBE)
                        .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(MasterDriver.info())),
                Optional.of("some"),
                Optional.empty());
        assertThat(answer)
                .isEqualTo(new Answered(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header"));
    }

    @Test
    void anUnknownCallTypeIsNotImplementedForASubscribedFramework() {
        Stream stream = driver.subscribe(MasterDriver.info());
        assertThat(driver.call(stream, Call.newBuilder().setType(Call.Type.UNKNOWN))
                        .status())
                .isEqualTo(501); // A59
    }

    @Test
    void withoutFailoverTimeoutADisconnectedFrameworkIsRemovedAtOnce() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        driver.hangUp(stream);
        assertThat(driver.told(ToAgent.ShutdownFramework.class)).hasSize(1); // A68
        assertThat(driver.subscribe(MasterDriver.info().setId(stream.frameworkId()))
                        .error())
                .isEqualTo("Framework has been removed"); // B19
    }

    @Test
    void aFrameworkMayComeBackWithinItsFailoverTimeoutAndNotAfterIt() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info().setFailoverTimeout(100));
        driver.hangUp(stream);
        driver.pass(Duration.ofSeconds(99));
        Stream back = driver.resubscribe(stream);
        assertThat(back.offers()).hasSize(1);
        driver.hangUp(back);
        driver.pass(Duration.ofSeconds(101));
        assertThat(driver.resubscribe(stream).error()).isEqualTo("Framework has been removed");
    }

    @Test
    void teardownEndsTheStreamWithoutAWord() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        int events = stream.events.size();
        assertThat(driver.call(stream, Call.newBuilder().setType(Call.Type.TEARDOWN))
                        .status())
                .isEqualTo(202);
        assertThat(stream.events).hasSize(events); // B167
        assertThat(stream.ended).isTrue();
        assertThat(driver.call(stream, Call.newBuilder().setType(Call.Type.REVIVE))
                        .text())
                .isEqualTo("Framework cannot be found"); // B169
    }

    @Test
    void onlyTheNewestFiftyRemovedFrameworksAreRemembered() {
        Stream first = driver.subscribe(MasterDriver.info());
        driver.hangUp(first);
        for (int i = 0; i < 50; i++) {
            driver.hangUp(driver.subscribe(MasterDriver.info()));
        }
        assertThat(driver.subscribe(MasterDriver.info().setId(first.frameworkId()))
                        .of(Event.Type.SUBSCRIBED))
                .hasSize(1); // B19
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bad | Role '/bad' cannot start with a slash",
                "bad/ | Role 'bad/' cannot end with a slash",
                "a//b | Role 'a//b' cannot contain two adjacent slashes",
                "a/../b | Role 'a/../b' cannot include '..' as a component",
                "a/* | Role 'a/*' cannot include '*' as a component",
                "-a | Role component '-a' is invalid because it starts with a dash",
                "a b | Role component 'a b' is invalid because it contains backspace or whitespace"
            })
    void aBadRoleIsAnErrorOnTheStream(String role, String text) {
        Stream stream =
                driver.subscribe(MasterDriver.info(Capability.Type.MULTI_ROLE).addRoles(role));
        assertThat(stream.error()).isEqualTo("'FrameworkInfo.roles' contains invalid role: " + text); // B13
        assertThat(stream.ended).isTrue();
        assertThat(stream.streamId).isNotEmpty(); // A54
    }

    @Test
    @SuppressWarnings("deprecation") // `role` is what is tested
    void oneRoleOrSeveralByCapability() {
        assertThat(driver.subscribe(
                                MasterDriver.info(Capability.Type.MULTI_ROLE).setRole("a"))
                        .error())
                .isEqualTo("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        assertThat(driver.subscribe(MasterDriver.info().addRoles("a")).error())
                .isEqualTo("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
        assertThat(driver.subscribe(MasterDriver.info(Capability.Type.MULTI_ROLE)
                                .addRoles("a")
                                .addRoles("a"))
                        .error())
                .isEqualTo("'FrameworkInfo.roles' contains duplicate items: { a }"); // B12
    }

    @ParameterizedTest
    @CsvSource({"1e300, 1e+300", "9223372037, 9.22337e+09", "-1e12, -1e+12"})
    void aFailoverTimeoutBeyondNanosecondsIsAnError(double timeout, String shown) {
        assertThat(driver.subscribe(MasterDriver.info().setFailoverTimeout(timeout))
                        .error())
                .isEqualTo("The framework failover_timeout (" + shown + ") is invalid"); // B20
    }

    @Test
    void aNegativeFailoverTimeoutIsTaken() {
        assertThat(driver.subscribe(MasterDriver.info().setFailoverTimeout(-1)).of(Event.Type.ERROR))
                .isEmpty(); // B20
    }

    @Test
    void resubscribingKeepsTheUserAndRefusesAnotherPrincipal() {
        Stream stream = driver.subscribe(MasterDriver.info().setFailoverTimeout(100));
        FrameworkInfo.Builder changed = MasterDriver.info()
                .setId(stream.frameworkId())
                .setUser("other")
                .setName("renamed")
                .setFailoverTimeout(100);
        driver.subscribe(changed);
        assertThat(driver.master
                        .json("/state", Map.of())
                        .orElseThrow()
                        .at("/frameworks/0/user")
                        .asString())
                .isEqualTo("root"); // B24
        assertThat(driver.master
                        .json("/state", Map.of())
                        .orElseThrow()
                        .at("/frameworks/0/name")
                        .asString())
                .isEqualTo("renamed");
        assertThat(driver.subscribe(changed.setPrincipal("p")).error())
                .isEqualTo("Changing framework's principal is not allowed.");
    }

    @Test
    void updateFrameworkIsAllOrNothing() {
        driver.agent(0);
        Stream stream = driver.subscribe(MasterDriver.info());
        FrameworkInfo.Builder info = MasterDriver.info().setId(stream.frameworkId());
        assertThat(update(stream, info.clone().setUser("other")))
                .isEqualTo(new Answered(
                        400,
                        "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; attempted to"
                                + " update from 'root' to 'other'")); // B33
        assertThat(update(stream, info.clone().setName("renamed"))).isEqualTo(new Answered(200, ""));
        assertThat(driver.told(ToAgent.UpdateFramework.class)).hasSize(1); // B34
    }

    private Answered update(Stream stream, FrameworkInfo.Builder info) {
        return driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.UPDATE_FRAMEWORK)
                        .setUpdateFramework(Call.UpdateFramework.newBuilder().setFrameworkInfo(info)));
    }
}
