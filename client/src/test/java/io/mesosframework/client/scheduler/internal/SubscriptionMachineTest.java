package io.mesosframework.client.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.scheduler.FrameworkFailedOverException;
import io.mesosframework.client.scheduler.FrameworkRemovedException;
import io.mesosframework.client.scheduler.SubscriptionRefusedException;
import io.mesosframework.client.scheduler.UnexpectedAnswerException;
import io.mesosframework.client.scheduler.internal.SubscriptionMachine.State;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionMachineTest {

    private static final Duration SILENCE = Duration.ofSeconds(75);

    @Nested
    class Subscribing {

        @Test
        void theFirstMasterIsOpenedAtTheStart() {
            Script script = Script.of("m1:5050", "m2:5050").start();

            assertThat(script.opened()).isEqualTo("http://m1:5050");
            assertThat(script.machine.state()).isEqualTo(State.CONNECTING);
        }

        @Test
        void startingTwiceOpensOnce() {
            assertThat(Script.of("m1").start().start().effects()).isEmpty();
        }

        @Test
        void theGateIsAskedOnceConnectedAndSubscribeWaitsForIt() {
            Script script = Script.of("m1").start().connected();

            assertThat(script.has(Effect.AskGate.class)).isTrue();
            assertThat(script.has(Effect.Subscribe.class)).isFalse();
            assertThat(script.gateOpen().target().path()).isEqualTo("/api/v1/scheduler");
        }

        @Test
        void aNewFrameworkHasNoIdInEitherPlace() {
            Call call = Script.of("m1").asked().subscribe();

            assertThat(call.getType()).isEqualTo(Call.Type.SUBSCRIBE);
            assertThat(call.hasFrameworkId()).isFalse();
            assertThat(call.getSubscribe().getFrameworkInfo().hasId()).isFalse();
        }

        @Test
        void aGivenIdStandsInBothPlaces() {
            Call call = Script.withId("F9", "m1").asked().subscribe();

            assertThat(call.getFrameworkId().getValue()).isEqualTo("F9");
            assertThat(call.getSubscribe().getFrameworkInfo().getId().getValue())
                    .isEqualTo("F9");
        }

        @Test
        void anEmptyIdIsNone() {
            Call call = Script.withId("", "m1").asked().subscribe();

            assertThat(call.hasFrameworkId()).isFalse();
            assertThat(call.getSubscribe().getFrameworkInfo().hasId()).isFalse();
        }

        @Test
        void subscribedBeginsCallsBeforeTheUserHearsOfIt() {
            Script script = Script.of("m1").subscribed();

            assertThat(script.effects().stream()
                            .map(effect -> effect.getClass().getSimpleName())
                            .toList())
                    .containsExactly("SetTimer", "BeginCalls", "Deliver");
            Session session = script.the(Effect.BeginCalls.class).session();
            assertThat(session.streamId()).isEqualTo("stream-1");
            assertThat(session.frameworkId().getValue()).isEqualTo("F1");
            assertThat(script.machine.state()).isEqualTo(State.SUBSCRIBED);
        }

        @Test
        void eventsAreDeliveredAsTheyCome() {
            Script script = Script.of("m1").subscribed().event(Script.heartbeat());

            assertThat(script.effects()).containsExactly(new Effect.Deliver(Script.heartbeat()));
        }

        @Test
        void anEventBeforeSubscribedIsNoSaneStream() {
            Script script = Script.of("m1").asked().streamHead().event(Script.heartbeat());

            assertThat(script.disconnectedBy())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessageContaining("HEARTBEAT");
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.has(Effect.Deliver.class)).isFalse();
        }

        @Test
        void subscribedWithoutAnIdIsNoSaneStream() {
            Script script = Script.of("m1").asked().streamHead().subscribedEvent("");

            assertThat(script.disconnectedBy()).isInstanceOf(UnexpectedAnswerException.class);
        }

        @Test
        void aRecordThatDoesNotDecodeIsReportedAndSkipped() {
            Script script = Script.of("m1").subscribed();
            MesosException cause = new MesosException("not a message");

            script.on(new Input.Undecodable(script.attempt(), cause));
            assertThat(script.effects()).containsExactly(new Effect.Report(cause));
            assertThat(script.event(Script.heartbeat()).has(Effect.Deliver.class))
                    .isTrue();
        }

        @Test
        void subscribingAgainUsesTheIdThatTheMasterGave() {
            Call call = Script.of("m1")
                    .subscribed()
                    .streamEnded()
                    .retry()
                    .connected()
                    .gateOpen()
                    .subscribe();

            assertThat(call.getFrameworkId().getValue()).isEqualTo("F1");
            assertThat(call.getSubscribe().getFrameworkInfo().getId().getValue())
                    .isEqualTo("F1");
        }

        @Test
        void subscribingAgainSaysWhatWasLastSetOfTheFramework() {
            OfferConstraints constraints = OfferConstraints.newBuilder()
                    .putRoleConstraints("r", OfferConstraints.RoleConstraints.getDefaultInstance())
                    .build();
            Script script = Script.of("m1").subscribed();
            script.on(new Input.ProfileChanged(old -> new Profile(
                    FrameworkInfo.newBuilder(old.info()).setName("renamed").build(), Set.of("a", "b"), constraints)));

            Call.Subscribe subscribe = script.streamEnded()
                    .retry()
                    .connected()
                    .gateOpen()
                    .subscribe()
                    .getSubscribe();
            assertThat(subscribe.getFrameworkInfo().getName()).isEqualTo("renamed");
            assertThat(subscribe.getSuppressedRolesList()).containsExactlyInAnyOrder("a", "b");
            assertThat(subscribe.getOfferConstraints()).isEqualTo(constraints);
        }

        @Test
        void theGateIsAskedBeforeEverySubscribeAnew() {
            Script script = Script.of("m1").subscribed().streamEnded().retry().connected();

            assertThat(script.the(Effect.AskGate.class).attempt()).isEqualTo(script.attempt());
            assertThat(script.has(Effect.Subscribe.class)).isFalse();
        }

        @Test
        void aYesToAnEarlierQuestionDoesNotCount() {
            Script script = Script.of("m1").start().connected();
            int earlier = script.attempt();
            script.pass(Duration.ofSeconds(30)).timer().retry().connected();

            assertThat(script.on(new Input.GateOpen(earlier)).effects()).isEmpty();
            assertThat(script.gateOpen().has(Effect.Subscribe.class)).isTrue();
        }

        @Test
        void aYesBeforeTheQuestionDoesNotCount() {
            assertThat(Script.of("m1").start().gateOpen().effects()).isEmpty();
        }

        @Test
        void aSecondYesSendsNoSecondSubscribe() {
            assertThat(Script.of("m1").asked().gateOpen().effects()).isEmpty();
        }

        @Test
        void aNoFromTheGateFailsForGoodWithItsCause() {
            MesosException no = new MesosException("deposed");
            Script script = Script.of("m1").start().connected();

            script.on(new Input.GateRefused(script.attempt(), no));
            assertThat(script.failure()).isSameAs(no);
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.machine.isOver()).isTrue();
        }

        @Test
        void aGateThatNeverAnswersIsAskedAgainLater() {
            Script script = Script.of("m1")
                    .start()
                    .connected()
                    .pass(Duration.ofSeconds(30))
                    .timer();

            assertThat(script.disconnectedBy()).hasMessageContaining("gate");
            assertThat(script.retry().connected().has(Effect.AskGate.class)).isTrue();
        }
    }

    @Nested
    class Redirects {

        @ParameterizedTest
        @ValueSource(ints = {307, 308})
        void aRedirectIsFollowedAtOnceThroughTheGate(int status) {
            Script script = Script.of("m1").asked().head(status, "Location", "//m2:5051/master/api/v1/scheduler");

            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.opened()).isEqualTo("http://m2:5051");
            assertThat(script.connected().has(Effect.AskGate.class)).isTrue();
            assertThat(script.gateOpen().target().toString()).isEqualTo("http://m2:5051/master/api/v1/scheduler");
        }

        @Test
        void theOldConnectionIsClosedBeforeTheNewOneOpens() {
            Script script = Script.of("m1").asked().head(307, "Location", "//m2:5051");

            assertThat(script.effects().stream()
                            .filter(effect -> !(effect instanceof Effect.SetTimer))
                            .toList())
                    .satisfiesExactly(
                            first -> assertThat(first).isInstanceOf(Effect.CloseStream.class),
                            second -> assertThat(second).isInstanceOf(Effect.Open.class));
        }

        @Test
        void callsGoWhereTheRedirectLed() {
            Script script = Script.of("m1")
                    .asked()
                    .head(307, "Location", "//m2:5051/master/api/v1/scheduler")
                    .takes();

            assertThat(script.the(Effect.BeginCalls.class).session().target().toString())
                    .isEqualTo("http://m2:5051/master/api/v1/scheduler");
        }

        @Test
        void redirectsInACircleEndInABackOff() {
            Script script = Script.of("m1").asked();
            for (int i = 0; i < 5; i++) {
                script.head(307, "Location", "//m2:5050");
                assertThat(script.has(Effect.Open.class)).isTrue();
                script.connected().gateOpen();
            }
            script.head(307, "Location", "//m2:5050");

            assertThat(script.has(Effect.Open.class)).isFalse();
            assertThat(script.disconnectedBy())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessageContaining("5 redirects");
        }

        @Test
        void theNextAttemptHasAllItsRedirectsAgain() {
            Script script = Script.of("m1").asked();
            for (int i = 0; i < 5; i++) {
                script.head(307, "Location", "//m2:5050").connected().gateOpen();
            }
            script.head(307, "Location", "//m2:5050").retry().connected().gateOpen();

            assertThat(script.head(307, "Location", "//m2:5050").has(Effect.Open.class))
                    .isTrue();
        }

        @Test
        void aRedirectToNowhereIsRetriedLater() {
            Script script = Script.of("m1").asked().head(307);

            assertThat(script.disconnectedBy()).isInstanceOf(UnexpectedAnswerException.class);
            assertThat(script.retry().opened()).isEqualTo("http://m1:5050");
        }

        @Test
        void withCredentialsARedirectFromHttpsToHttpIsNotFollowed() {
            Script script = Script.withCredentials("https://m1").asked().head(307, "Location", "http://m2:5050");

            assertThat(script.has(Effect.Open.class)).isFalse();
            assertThat(script.disconnectedBy()).hasMessageContaining("credentials");
        }

        @Test
        void withCredentialsARedirectToHttpsIsFollowedButNotBack() {
            Script script = Script.withCredentials("http://m1").asked().head(307, "Location", "https://m2:5050");

            assertThat(script.opened()).isEqualTo("https://m2:5050");
            script.connected().gateOpen().head(307, "Location", "http://m3:5050");
            assertThat(script.has(Effect.Open.class)).isFalse();
        }

        @Test
        void otherRedirectsAreNotFollowed() {
            Script script = Script.of("m1").asked().head(302, "Location", "http://login");

            assertThat(script.has(Effect.Open.class)).isFalse();
            assertThat(script.words("moved").disconnectedBy()).isInstanceOf(UnexpectedAnswerException.class);
        }
    }

    @Nested
    class Masters {

        @Test
        void eachFailureTriesTheNextOfTheList() {
            Script script = Script.of("m1", "m2", "m3").start();
            List<String> opened = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                opened.add(script.connectFailed().retry().opened());
            }

            assertThat(opened)
                    .containsExactly(
                            "http://m2:5050",
                            "http://m3:5050",
                            "http://m1:5050",
                            "http://m2:5050",
                            "http://m3:5050",
                            "http://m1:5050");
        }

        @Test
        void afterALossTheLastLeaderIsTriedFirst() {
            Script script =
                    Script.of("m1", "m2").start().connectFailed().retry().takes();

            assertThat(script.streamEnded().retry().opened()).isEqualTo("http://m2:5050");
            assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m1:5050");
        }

        @Test
        void aLeaderKnownFromARedirectOnlyJoinsTheTurn() {
            Script script =
                    Script.of("m1").asked().head(307, "Location", "//m2:5051/x").takes();

            assertThat(script.streamEnded().retry().opened()).isEqualTo("http://m2:5051");
            assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m1:5050");
            assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m2:5051");
        }

        @Test
        void aConfiguredLeaderDoesNotJoinTwice() {
            Script script = Script.of("m1", "m2")
                    .asked()
                    .head(307, "Location", "//m2:5050/master/api/v1/scheduler")
                    .takes();

            assertThat(script.streamEnded().retry().opened()).isEqualTo("http://m2:5050");
            assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m1:5050");
            assertThat(script.connectFailed().retry().opened()).isEqualTo("http://m2:5050");
        }
    }

    @Nested
    class Refusals {

        @ParameterizedTest
        @ValueSource(ints = {400, 402, 405, 406, 409, 410, 413, 415, 422})
        void whatTryingAgainDoesNotMendFailsForGoodWithMesosWords(int status) {
            Script script = Script.of("m1").asked().head(status).words("Expecting 'type' to be present");

            assertThat(script.failure()).isInstanceOfSatisfying(MesosCallException.class, error -> {
                assertThat(error.status()).isEqualTo(status);
                assertThat(error.reason()).isEqualTo("Expecting 'type' to be present");
                assertThat(error).hasMessageContaining("SUBSCRIBE").hasMessageContaining("http://m1:5050");
            });
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403})
        void wrongCredentialsFailForGood(int status) {
            Script script = Script.withCredentials("m1").asked().head(status).words("Unauthorized.");

            assertThat(script.failure()).isInstanceOfSatisfying(AuthenticationException.class, error -> {
                assertThat(error.status()).isEqualTo(status);
                assertThat(error.reason()).isEqualTo("Unauthorized.");
            });
        }

        @ParameterizedTest
        @ValueSource(ints = {404, 408, 429, 500, 501, 502, 503, 504})
        void whatMayPassIsTriedAgainAtTheNextMaster(int status) {
            Script script = Script.of("m1", "m2").asked().head(status).words("No leader elected");

            assertThat(script.disconnectedBy()).isInstanceOfSatisfying(MesosCallException.class, error -> {
                assertThat(error.status()).isEqualTo(status);
                assertThat(error.reason()).isEqualTo("No leader elected");
            });
            assertThat(script.retry().opened()).isEqualTo("http://m2:5050");
        }

        @ParameterizedTest
        @CsvSource({
            "200, text/html",
            "200, application/json",
            "200, application/x-protobuf-not",
            "202, application/x-protobuf",
            "204, application/x-protobuf",
            "301, text/html",
        })
        void whatIsNoEventStreamIsShownAndTriedAgain(int status, String type) {
            Script script = Script.of("m1")
                    .asked()
                    .head(status, "Content-Type", type, "Mesos-Stream-Id", "s")
                    .words("<html>\n  <h1>Log in</h1>");

            assertThat(script.disconnectedBy())
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessageContaining(type)
                    .hasMessageContaining("<html> <h1>Log in</h1>");
            assertThat(script.retry().opened()).isEqualTo("http://m1:5050");
        }

        @Test
        void aLongPageIsShownInPartOnly() {
            Script script = Script.of("m1").asked().head(200).words("x".repeat(8000));

            assertThat(script.disconnectedBy().getMessage())
                    .hasSizeLessThan(700)
                    .endsWith("x...");
        }

        @Test
        void aStreamWithoutAnIdIsNone() {
            Script script = Script.of("m1")
                    .asked()
                    .head(200, "Content-Type", Script.PROTOBUF)
                    .words("");

            assertThat(script.disconnectedBy()).hasMessageContaining("Mesos-Stream-Id");
        }

        @Test
        void theTypeMayHaveParametersAndCapitals() {
            Script script = Script.of("m1")
                    .asked()
                    .head(200, "content-type", "Application/X-Protobuf; v=1", "mesos-stream-id", "s9")
                    .subscribedEvent("F1");

            assertThat(script.the(Effect.BeginCalls.class).session().streamId()).isEqualTo("s9");
        }

        @Test
        void aRefusalWhoseWordsNeverComeStillCounts() {
            Script script = Script.of("m1")
                    .asked()
                    .head(400)
                    .pass(Duration.ofSeconds(16))
                    .timer();

            assertThat(script.failure()).isInstanceOf(MesosCallException.class);
        }

        @Test
        void aRefusalWhoseWordsAreCutStillCounts() {
            assertThat(Script.of("m1").asked().head(400).streamFailed().failure())
                    .isInstanceOf(MesosCallException.class);
        }

        @Test
        void anErrorEventOnAFreshStreamIsARefusedSubscription() {
            Script script = Script.of("m1")
                    .asked()
                    .streamHead()
                    .event(Script.error("'FrameworkInfo.roles' contains duplicate items: { a }"));

            assertThat(script.has(Effect.Deliver.class)).isTrue();
            assertThat(script.failure()).isInstanceOfSatisfying(SubscriptionRefusedException.class, error -> {
                assertThat(error.reason()).isEqualTo("'FrameworkInfo.roles' contains duplicate items: { a }");
                assertThat(error).hasMessageContaining("http://m1:5050");
            });
        }

        @Test
        void aRemovedFrameworkFailsForGoodByName() {
            Script script =
                    Script.withId("F7", "m1").asked().streamHead().event(Script.error("Framework has been removed"));

            assertThat(script.failure())
                    .isInstanceOf(FrameworkRemovedException.class)
                    .hasMessageContaining("F7");
        }

        @Test
        void aFrameworkThatFailedOverStepsDownAndNeverSubscribesAgain() {
            Script script = Script.of("m1").subscribed().event(Script.error("Framework failed over"));

            assertThat(script.failure()).isInstanceOf(FrameworkFailedOverException.class);
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
            assertThat(script.has(Effect.CancelTimer.class)).isTrue();
            assertThat(script.streamEnded().effects()).isEmpty();
            assertThat(script.pass(Duration.ofHours(1)).timer().effects()).isEmpty();
            assertThat(script.start().effects()).isEmpty();
        }

        @Test
        void theUserSeesTheErrorEventBeforeTheFailure() {
            Script script = Script.of("m1").subscribed().event(Script.error("Framework failed over"));
            List<Class<?>> kinds = new ArrayList<>();
            script.effects().forEach(effect -> kinds.add(effect.getClass()));

            assertThat(kinds.indexOf(Effect.Deliver.class)).isLessThan(kinds.indexOf(Effect.Fail.class));
        }

        @Test
        void aListenerThatThrowsEndsTheClient() {
            IllegalStateException thrown = new IllegalStateException("bug");
            Script script = Script.of("m1").subscribed().on(new Input.ListenerThrew(thrown));

            assertThat(script.failure()).hasCause(thrown);
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
        }
    }

    @Nested
    class Losses {

        @Test
        void theEndOfTheStreamEndsCallsAndIsRetried() {
            Script script = Script.of("m1").subscribed().streamEnded();

            assertThat(script.has(Effect.EndCalls.class)).isTrue();
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.disconnectedBy()).isInstanceOf(SubscriptionLostException.class);
            assertThat(script.machine.state()).isEqualTo(State.DISCONNECTED);
            assertThat(script.retry().has(Effect.Open.class)).isTrue();
        }

        @Test
        void aBrokenStreamTellsWhy() {
            assertThat(Script.of("m1").subscribed().streamFailed().disconnectedBy())
                    .isInstanceOf(SubscriptionLostException.class)
                    .hasMessageContaining("cut")
                    .hasRootCauseMessage("cut");
        }

        @Test
        void theUserHearsOfALossAfterCallsHaveEnded() {
            Script script = Script.of("m1").subscribed().streamEnded();

            assertThat(script.effects().get(script.effects().size() - 1)).isInstanceOf(Effect.NotifyDisconnected.class);
        }

        @Test
        void whatComesFromALostStreamIsIgnored() {
            Script script = Script.of("m1").subscribed();
            int old = script.attempt();
            script.streamEnded();

            assertThat(script.on(new Input.Received(old, Script.heartbeat())).effects())
                    .isEmpty();
            assertThat(script.on(new Input.StreamEnded(old)).effects()).isEmpty();
            assertThat(script.on(new Input.StreamFailed(old, new MesosException("x")))
                            .effects())
                    .isEmpty();
            script.retry().takes();
            assertThat(script.on(new Input.Received(old, Script.error("Framework failed over")))
                            .effects())
                    .isEmpty();
            assertThat(script.on(new Input.StreamEnded(old)).effects()).isEmpty();
            assertThat(script.on(new Input.SessionOver(old, new MesosException("x")))
                            .effects())
                    .isEmpty();
        }

        @Test
        void aCallThatShowsTheSessionIsOverEndsIt() {
            Script script = Script.of("m1").subscribed();
            MesosException cause = new MesosException("no longer the leader");

            script.on(new Input.SessionOver(script.attempt(), cause));
            assertThat(script.disconnectedBy()).isSameAs(cause);
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
        }

        @Test
        void theWaitsGrowUpToTheCapWithFullJitter() {
            Script script = Script.of("m1").start();
            Duration longest = Duration.ZERO;
            for (int failure = 0; failure < 200; failure++) {
                Duration wait = script.connectFailed().retryIn();
                assertThat(wait).isBetween(Duration.ZERO, Script.BACKOFF.plain(failure));
                longest = wait.compareTo(longest) > 0 ? wait : longest;
                script.pass(wait).timer();
            }
            assertThat(longest).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
        }

        @Test
        void aSubscriptionThatLastedResetsTheWaits() {
            Script script = Script.of("m1").start();
            for (int i = 0; i < 20; i++) {
                script.connectFailed().retry();
            }
            script.takes().pass(Duration.ofSeconds(15)).streamEnded();

            assertThat(script.retryIn()).isLessThanOrEqualTo(Duration.ofMillis(500));
        }

        @Test
        void subscriptionsThatEndAtOnceDoNotResetTheWaits() {
            Script script = Script.of("m1").start();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < 100; i++) {
                Duration wait = script.takes().streamEnded().retryIn();
                longest = wait.compareTo(longest) > 0 ? wait : longest;
                script.pass(wait).timer();
            }
            assertThat(longest).isGreaterThan(Duration.ofSeconds(5));
        }

        @Test
        void aTimerThatComesEarlyIsSetAgain() {
            Script script = Script.of("m1").start().connectFailed();
            Duration wait = script.retryIn();

            script.pass(wait.minusNanos(1)).timer();
            assertThat(script.timerIn()).isEqualTo(Duration.ofNanos(1));
            assertThat(script.pass(Duration.ofNanos(1)).timer().has(Effect.Open.class))
                    .isTrue();
        }
    }

    @Nested
    class Silence {

        @Test
        void aConnectionThatIsNotMadeInTimeIsGivenUp() {
            Script script =
                    Script.of("m1", "m2").start().pass(Duration.ofSeconds(10)).timer();

            assertThat(script.has(Effect.CloseStream.class)).isTrue();
            assertThat(script.disconnectedBy())
                    .hasMessageContaining("http://m1:5050")
                    .hasMessageContaining("10000 ms");
            assertThat(script.retry().opened()).isEqualTo("http://m2:5050");
        }

        @Test
        void aMasterThatAcceptsAndSaysNothingIsGivenUp() {
            Script script = Script.of("m1").asked().pass(Duration.ofSeconds(16)).timer();

            assertThat(script.disconnectedBy())
                    .isInstanceOf(SubscriptionLostException.class)
                    .hasMessageContaining("No answer to SUBSCRIBE");
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
        }

        @Test
        void theWatchdogIsArmedBeforeSubscribed() {
            Script script = Script.of("m1").asked().streamHead();

            assertThat(script.timerIn()).isEqualTo(SILENCE);
            assertThat(script.pass(SILENCE).timer().disconnectedBy()).hasMessageContaining("heartbeat");
        }

        @Test
        void theMastersIntervalReplacesTheAssumedOne() {
            Script script = Script.of("m1").asked().streamHead().event(Script.subscribedEvent("F1", 0.5));

            assertThat(script.timerIn()).isEqualTo(Duration.ofMillis(2500));
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
        void anIntervalThatIsNoneLeavesTheAssumedOne(double interval) {
            Script script = Script.of("m1").asked().streamHead().event(Script.subscribedEvent("F1", interval));

            assertThat(script.timerIn()).isEqualTo(SILENCE);
        }

        @Test
        void aMissingIntervalLeavesTheAssumedOne() {
            Event.Builder event = Script.subscribedEvent("F1", 1).toBuilder();
            event.getSubscribedBuilder().clearHeartbeatIntervalSeconds();
            Script script = Script.of("m1").asked().streamHead().event(event.build());

            assertThat(script.timerIn()).isEqualTo(SILENCE);
        }

        @Test
        void everyEventPutsTheWatchdogOff() {
            Script script = Script.of("m1").subscribed();
            script.pass(Duration.ofSeconds(70)).event(Script.heartbeat());

            script.pass(Duration.ofSeconds(5)).timer();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
            assertThat(script.timerIn()).isEqualTo(Duration.ofSeconds(70));
            assertThat(script.pass(Duration.ofSeconds(70)).timer().has(Effect.NotifyDisconnected.class))
                    .isTrue();
        }

        @Test
        void aPartOfALongRecordIsASignOfLife() {
            Script script = Script.of("m1").subscribed().pass(Duration.ofSeconds(70));
            script.on(new Input.Heard(script.attempt()));

            script.pass(Duration.ofSeconds(5)).timer();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
        }

        @Test
        void whileTheUserPausesSilenceIsNotTheMasters() {
            Script script = Script.of("m1").subscribed().on(new Input.Paused(true));
            for (int i = 0; i < 10; i++) {
                script.pass(SILENCE).timer();
                assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
                assertThat(script.timerIn()).isEqualTo(SILENCE);
            }
            script.pass(Duration.ofSeconds(74)).on(new Input.Paused(false));
            script.pass(Duration.ofSeconds(74)).timer();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
            assertThat(script.pass(Duration.ofSeconds(1)).timer().has(Effect.NotifyDisconnected.class))
                    .isTrue();
        }

        @Test
        void aPauseDoesNotHoldUpABackOff() {
            Script script = Script.of("m1").start().connectFailed();
            Duration wait = script.retryIn();

            script.on(new Input.Paused(true));
            assertThat(script.pass(wait).timer().has(Effect.Open.class)).isTrue();
        }
    }

    @Nested
    class Ends {

        @Test
        void closingLetsGoOfEverythingAndIsFinal() {
            Script script = Script.of("m1").subscribed().on(new Input.Close());

            assertThat(script.effects().stream()
                            .map(effect -> effect.getClass().getSimpleName())
                            .toList())
                    .containsExactly("CloseStream", "EndCalls", "CancelTimer");
            assertThat(script.on(new Input.Close()).effects()).isEmpty();
            assertThat(script.timer().effects()).isEmpty();
        }

        @Test
        void closingBeforeTheStartIsFinalToo() {
            Script script = Script.of("m1").on(new Input.Close());

            assertThat(script.start().effects()).isEmpty();
        }

        @Test
        void closingWhileConnectingClosesTheConnection() {
            assertThat(Script.of("m1").start().on(new Input.Close()).has(Effect.CloseStream.class))
                    .isTrue();
        }

        @Test
        void teardownEndsWithTheAnswerAndThenTheStream() {
            Script script = Script.of("m1").subscribed().on(new Input.TeardownSent());
            script.on(new Input.TeardownAnswered(true));
            assertThat(script.has(Effect.TornDown.class)).isFalse();

            script.streamEnded();
            assertThat(script.has(Effect.TornDown.class)).isTrue();
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
            assertThat(script.machine.isOver()).isTrue();
        }

        @Test
        void teardownEndsWithTheStreamAndThenTheAnswer() {
            Script script =
                    Script.of("m1").subscribed().on(new Input.TeardownSent()).streamEnded();
            assertThat(script.has(Effect.EndCalls.class))
                    .as("the answer is still to come")
                    .isFalse();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();

            script.on(new Input.TeardownAnswered(true));
            assertThat(script.has(Effect.TornDown.class)).isTrue();
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
        }

        @Test
        void aTeardownThatIsTakenDoesNotWaitForTheStreamForEver() {
            Script script = Script.of("m1").subscribed().on(new Input.TeardownSent());
            script.on(new Input.TeardownAnswered(true));

            script.pass(Duration.ofSeconds(20)).timer();
            assertThat(script.has(Effect.TornDown.class)).isTrue();
            assertThat(script.has(Effect.CloseStream.class)).isTrue();
        }

        @Test
        void aTeardownThatIsRefusedChangesNothing() {
            Script script = Script.of("m1").subscribed().on(new Input.TeardownSent());
            script.on(new Input.TeardownAnswered(false));

            assertThat(script.effects()).isEmpty();
            assertThat(script.streamEnded().has(Effect.NotifyDisconnected.class))
                    .isTrue();
        }

        @Test
        void aTeardownThatFailsAfterTheStreamEndedSubscribesAgain() {
            Script script =
                    Script.of("m1").subscribed().on(new Input.TeardownSent()).streamEnded();
            script.on(new Input.TeardownAnswered(false));

            assertThat(script.has(Effect.NotifyDisconnected.class)).isTrue();
            assertThat(script.has(Effect.EndCalls.class)).isTrue();
            assertThat(script.retry().has(Effect.Open.class)).isTrue();
        }

        @Test
        void aTeardownThatIsNeverAnsweredAfterTheStreamEndedSubscribesAgain() {
            Script script =
                    Script.of("m1").subscribed().on(new Input.TeardownSent()).streamEnded();

            script.pass(Duration.ofSeconds(20)).timer();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isTrue();
        }

        @Test
        void aTeardownWithoutASubscriptionDoesNotExcuseLaterLosses() {
            Script script = Script.of("m1").start().on(new Input.TeardownSent()).takes();

            assertThat(script.streamEnded().has(Effect.NotifyDisconnected.class))
                    .isTrue();
        }

        @Test
        void aTeardownTakenInASessionThatWasLostMeanwhileEndsTheClient() {
            Script script = Script.of("m1").subscribed().on(new Input.TeardownSent());
            script.pass(SILENCE).timer();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isTrue();

            assertThat(script.on(new Input.TeardownAnswered(true)).has(Effect.TornDown.class))
                    .isTrue();
        }

        @Test
        void aLostCallConnectionAfterATakenTeardownIsNoLoss() {
            Script script = Script.of("m1").subscribed().on(new Input.TeardownSent());
            script.on(new Input.TeardownAnswered(true));

            script.on(new Input.SessionOver(script.attempt(), new MesosException("closed")));
            assertThat(script.has(Effect.TornDown.class)).isTrue();
            assertThat(script.has(Effect.NotifyDisconnected.class)).isFalse();
        }
    }
}
