package io.mesosframework.client.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client comes to a subscription and back to one, over real sockets. */
class SchedulerClientSubscriptionTest extends SchedulerClientFixture {

    @Test
    void subscribesAsMesosWantsIt() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);

        FakeMaster.Seen subscribe = master.subscribes().get(0);
        assertThat(subscribe.path()).isEqualTo("/api/v1/scheduler");
        assertThat(subscribe.headers().get("Content-Type")).contains("application/x-protobuf");
        assertThat(subscribe.headers().get("Accept")).contains("application/x-protobuf");
        assertThat(subscribe.headers().get("Mesos-Stream-Id")).isEmpty();
        assertThat(subscribe.headers().get("Authorization")).isEmpty();
        assertThat(subscribe.call().getSubscribe().getFrameworkInfo()).isEqualTo(FRAMEWORK);
        assertThat(client.isSubscribed()).isTrue();
        assertThat(client.frameworkId().orElseThrow().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
    }

    @Test
    void subscribesInJsonToo() throws Exception {
        FakeMaster master = closing(new FakeMaster(Codec.JSON));
        SchedulerClient client = start(client(master).codec(Codec.JSON));
        heard.subscribed();

        done(client.suppress(List.of("a")));
        assertThat(master.calls().get(0).headers().get("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//127.0.0.1:%d/master/api/v1/scheduler",
                "//127.0.0.1:%d",
                "127.0.0.1:%d",
                "http://127.0.0.1:%d",
                "http://127.0.0.1:%d/master/api/v1/scheduler",
            })
    void followsEveryShapeOfRedirectWithItsCredentials(String location) throws Exception {
        FakeMaster leader = master();
        FakeMaster follower = master().redirectsTo(String.format(location, leader.port()));
        SchedulerClient client = start(client(follower).credentials(Credentials.basic("me", "secret")));
        heard.subscribed();
        done(client.revive(List.of()));

        String path = location.contains("/master/") ? "/master/api/v1/scheduler" : "/api/v1/scheduler";
        assertThat(follower.calls()).isEmpty();
        assertThat(leader.seen()).hasSize(2).allSatisfy(seen -> {
            assertThat(seen.path()).isEqualTo(path);
            assertThat(seen.headers().get("Authorization"))
                    .contains(Credentials.basic("me", "secret").authorization());
        });
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void mastersThatRedirectToEachOtherAreLeftAloneForAWhile() throws Exception {
        FakeMaster one = master();
        FakeMaster other = master().redirectsTo("//" + one.address());
        one.redirectsTo("//" + other.address());
        start(client(one).redirectLimit(3));

        assertThat(heard.loss()).isInstanceOf(UnexpectedAnswerException.class).hasMessageContaining("3 redirects");
        one.onSubscribe(one::take);
        heard.subscribed();
    }

    @Test
    void aRedirectToNowhereIsToldAndTriedAgain() throws Exception {
        FakeMaster master = master().redirectsTo("ftp://elsewhere");
        start(client(master));

        assertThat(heard.loss()).hasMessageContaining("ftp://elsewhere");
        master.onSubscribe(master::take);
        heard.subscribed();
    }

    @Test
    void theMastersOfTheListAreTriedInTurn() throws Exception {
        FakeMaster leader = master();
        start(client("127.0.0.1:" + unusedPort(), "http://127.0.0.1:" + unusedPort(), leader.address()));

        heard.subscribed();
        assertThat(heard.losses).hasSize(2).allSatisfy(loss -> assertThat(loss).isInstanceOf(HttpException.class));
    }

    @Test
    void aNewLeaderIsFoundThroughTheList() throws Exception {
        FakeMaster first = master();
        FakeMaster second = master().redirectsTo("//" + first.address());
        SchedulerClient client = start(client(first, second));
        heard.subscribed();

        second.onSubscribe(second::take);
        first.close();
        heard.loss();
        heard.subscribed();
        done(client.revive(List.of()));

        Call again = second.subscribes().get(second.subscribes().size() - 1).call();
        assertThat(again.getFrameworkId().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
        assertThat(again.getSubscribe().getFrameworkInfo().getId().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
        assertThat(second.calls().get(0).headers().get("Mesos-Stream-Id")).contains(second.streamId());
    }

    @Test
    void aMasterThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
        FakeMaster silent = master().onSubscribe(exchange -> {});
        FakeMaster leader = master();
        start(client(silent, leader).answerTimeout(Duration.ofMillis(200)));

        assertThat(heard.loss()).isInstanceOf(SubscriptionLostException.class).hasMessageContaining("No answer");
        heard.subscribed();
    }

    @Test
    void anAcceptedConnectionWithoutAServerBehindItIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(client("127.0.0.1:" + silent.getLocalPort()).answerTimeout(Duration.ofMillis(200)));

            assertThat(heard.loss()).hasMessageContaining("200 ms");
        }
    }

    @Test
    void aStreamThatNeverBeginsIsGivenUp() throws Exception {
        FakeMaster master = master();
        master.onSubscribe(master::openStream);
        start(client(master).heartbeatInterval(Duration.ofMillis(40)));

        assertThat(heard.loss()).hasMessageContaining("Nothing was heard").hasMessageContaining("200 ms");
        assertThat(heard.events).isEmpty();
    }

    @Test
    void aSubscriptionThatFallsSilentIsMadeAnew() throws Exception {
        FakeMaster master = master().heartbeat(0.05);
        start(client(master));
        heard.subscribed();

        assertThat(heard.loss()).hasMessageContaining("Nothing was heard").hasMessageContaining("250 ms");
        heard.subscribed();
        assertThat(master.subscribes()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aWebPageInPlaceOfAStreamIsShownAndTriedAgain() throws Exception {
        FakeMaster master = master().firstAnswers(new Response(
                200,
                Headers.of("Content-Type", "text/html"),
                "<html><title>Please log in</title></html>".getBytes(StandardCharsets.UTF_8)));
        start(client(master));

        assertThat(heard.loss())
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("text/html")
                .hasMessageContaining("Please log in");
        heard.subscribed();
    }

    @Test
    void aMasterWithoutALeaderIsAskedAgain() throws Exception {
        start(client(master().firstAnswers(Response.of(503, "No leader elected"))));

        assertThat(heard.loss()).isInstanceOfSatisfying(MesosCallException.class, error -> {
            assertThat(error.status()).isEqualTo(503);
            assertThat(error.reason()).isEqualTo("No leader elected");
        });
        heard.subscribed();
    }

    @Test
    void wrongCredentialsFailForGoodAfterOneAttempt() throws Exception {
        FakeMaster master = master().onSubscribe(exchange -> exchange.respond(Response.of(401, "401 Unauthorized.")));
        SchedulerClient client = start(client(master).credentials(Credentials.basic("me", "wrong")));

        assertThat(heard.failure())
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("401 Unauthorized.")
                .hasMessageNotContaining("wrong");
        assertThat(master.subscribes()).hasSize(1);
        assertThat(heard.losses).isEmpty();
        assertThat(client.isSubscribed()).isFalse();
    }

    @Test
    void aRefusalFailsForGoodWithMesosWords() throws Exception {
        FakeMaster master = master().onSubscribe(exchange ->
                exchange.respond(Response.of(400, "Failed to validate scheduler::Call: ".repeat(100))));
        start(client(master));

        assertThat(heard.failure())
                .isInstanceOfSatisfying(
                        MesosCallException.class,
                        error -> assertThat(error.reason())
                                .isEqualTo("Failed to validate scheduler::Call: ".repeat(100)));
    }

    @Test
    void anErrorEventRefusesTheSubscription() throws Exception {
        FakeMaster master = master();
        master.onSubscribe(exchange -> {
            var stream = master.openStream(exchange);
            stream.write(master.record(error("Not authorized to register framework  with roles { bad }")));
            stream.end();
        });
        start(client(master));

        assertThat(heard.failure())
                .isInstanceOfSatisfying(
                        SubscriptionRefusedException.class,
                        error -> assertThat(error.reason())
                                .isEqualTo("Not authorized to register framework  with roles { bad }"));
        assertThat(heard.event().getType()).isEqualTo(Event.Type.ERROR);
    }

    @Test
    void whoeverIsPutOutNeverSubscribesAgain() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.send(error("Framework failed over"));

        assertThat(heard.failure()).isInstanceOf(FrameworkFailedOverException.class);
        assertThat(client.isSubscribed()).isFalse();
        master.openedStream().closed().toCompletableFuture().join();
        assertThat(master.subscribes()).hasSize(1);
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void anIdGivenAtTheStartIsSubscribedWithAndARemovedOneToldApart() throws Exception {
        FakeMaster master = master();
        master.onSubscribe(
                exchange -> master.openStream(exchange).write(master.record(error("Framework has been removed"))));
        FrameworkInfo info = FRAMEWORK.toBuilder()
                .setId(FrameworkID.newBuilder().setValue("F7"))
                .build();
        SchedulerClient client =
                closing(SchedulerClient.builder(info, master.address()).build());
        client.start(heard);

        assertThat(heard.failure())
                .isInstanceOf(FrameworkRemovedException.class)
                .hasMessageContaining("F7");
        assertThat(master.subscribes().get(0).call().getFrameworkId().getValue())
                .isEqualTo("F7");
    }

    @Test
    void nothingIsSentWhenTheGateSaysNo() throws Exception {
        FakeMaster master = master();
        MesosException deposed = new MesosException("deposed");
        start(client(master).beforeSubscribe(() -> CompletableFuture.failedFuture(deposed)));

        assertThat(heard.failure()).isSameAs(deposed);
        assertThat(master.seen()).isEmpty();
    }

    @Test
    void aGateThatThrowsSaysNo() throws Exception {
        FakeMaster master = master();
        start(client(master).beforeSubscribe(() -> {
            throw new IllegalStateException("bug");
        }));

        assertThat(heard.failure())
                .isInstanceOf(SubscriptionGateException.class)
                .hasRootCauseMessage("bug");
        assertThat(master.seen()).isEmpty();
    }

    @Test
    void theGateIsAskedBeforeEachSubscribeAndWaitedFor() throws Exception {
        FakeMaster master = master();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> second = new CompletableFuture<>();
        start(client(master)
                .beforeSubscribe(
                        () -> asked.incrementAndGet() == 1 ? CompletableFuture.completedFuture(null) : second));
        heard.subscribed();
        master.openedStream().abort();
        heard.loss();

        await().untilAsserted(() -> assertThat(asked).hasValue(2));
        assertThat(master.subscribes()).hasSize(1);
        second.complete(null);
        heard.subscribed();
        assertThat(master.subscribes()).hasSize(2);
    }

    @Test
    void aGateThatNeverAnswersIsAskedAgain() throws Exception {
        FakeMaster master = master();
        AtomicInteger asked = new AtomicInteger();
        start(client(master)
                .gateTimeout(Duration.ofMillis(100))
                .beforeSubscribe(() -> asked.incrementAndGet() == 1
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(null)));

        assertThat(heard.loss()).hasMessageContaining("gate");
        heard.subscribed();
        assertThat(master.subscribes()).hasSize(1);
    }

    @Test
    void whatWasSuppressedStaysSuppressedInTheNextSubscription() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = start(client(master).suppressedRoles(List.of("b")));
        heard.subscribed();
        assertThat(master.subscribes().get(0).call().getSubscribe().getSuppressedRolesList())
                .containsExactly("b");
        done(client.suppress(List.of()));
        done(client.revive(List.of("b")));
        master.openedStream().end();
        heard.loss();
        heard.subscribed();

        assertThat(master.subscribes().get(1).call().getSubscribe().getSuppressedRolesList())
                .containsExactly("a");
    }

    @Test
    void anUpdatedFrameworkStaysUpdatedInTheNextSubscription() throws Exception {
        FakeMaster master = master().onCall(exchange -> exchange.respond(Response.of(200)));
        SchedulerClient client = subscribed(master);
        done(client.updateFramework(FRAMEWORK.toBuilder().setName("renamed").build(), List.of("b"), null));
        master.openedStream().end();
        heard.loss();
        heard.subscribed();

        FrameworkInfo sent = master.calls().get(0).call().getUpdateFramework().getFrameworkInfo();
        Call.Subscribe again = master.subscribes().get(1).call().getSubscribe();
        assertThat(sent.getId().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
        assertThat(again.getFrameworkInfo()).isEqualTo(sent);
        assertThat(again.getFrameworkInfo().getName()).isEqualTo("renamed");
        assertThat(again.getSuppressedRolesList()).containsExactly("b");
    }

    @Test
    void aListenerThatThrowsEndsTheClientLoudly() throws Exception {
        FakeMaster master = master();
        Recorder throwing = new Recorder() {
            @Override
            public void event(Event event) {
                throw new IllegalStateException("bug in the listener");
            }
        };
        closing(client(master).build()).start(throwing);

        assertThat(throwing.failure()).hasRootCauseMessage("bug in the listener");
        master.openedStream().closed().toCompletableFuture().join();
    }

    @Test
    void startsOnlyOnce() {
        SchedulerClient client = start(client(master()));

        assertThatThrownBy(() -> client.start(heard)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingDropsTheConnectionsAndLeavesTheFrameworkRunning() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        client.close();
        client.close();

        master.openedStream().closed().toCompletableFuture().join();
        assertThat(master.calls()).isEmpty();
        assertThat(client.isSubscribed()).isFalse();
        assertThat(heard.losses).isEmpty();
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void closingLeavesNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        FakeMaster master = master();
        SchedulerClient client =
                SchedulerClient.builder(FRAMEWORK, master.address()).build();
        client.start(heard);
        heard.subscribed();
        done(client.revive(List.of()));
        client.close();
        master.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .filter(thread -> thread.getName().contains("mesos"))
                        .map(Thread::getName)
                        .collect(Collectors.toSet()))
                .isEmpty());
    }

    @Test
    void anUnstartedClientClosesToo() {
        SchedulerClient.builder(FRAMEWORK, "127.0.0.1:1").build().close();
    }

    /** Where {@code close} would wait for the thread it is called on. */
    @Test
    void aTaskOnTheTimerThatWasGivenClosesWithoutWaiting() throws Exception {
        FakeMaster master = master();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            SchedulerClient client = client(master).timer(timer).build();
            client.start(heard);
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            timer.execute(() -> {
                var unused = client.closeAsync().thenRun(() -> closed.complete(true));
            });
            closed.get(5, TimeUnit.SECONDS);
            assertThat(timer.isShutdown()).isFalse();
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void closingFromTheListenerDoesNotWaitForItself() throws Exception {
        FakeMaster master = master();
        CompletableFuture<SchedulerClient> client = new CompletableFuture<>();
        CompletableFuture<Long> took = new CompletableFuture<>();
        Recorder closer = new Recorder() {
            @Override
            public void event(Event event) {
                long start = System.nanoTime();
                client.join().close();
                took.complete(System.nanoTime() - start);
            }
        };
        SchedulerClient built =
                SchedulerClient.builder(FRAMEWORK, master.address()).build();
        client.complete(built);
        built.start(closer);

        assertThat(Duration.ofNanos(took.get())).isLessThan(Duration.ofSeconds(5));
        master.openedStream().closed().toCompletableFuture().join();
    }

    private static Event error(String words) {
        return Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(words))
                .build();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
