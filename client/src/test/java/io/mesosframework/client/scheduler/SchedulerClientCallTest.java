package io.mesosframework.client.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of a client, over real sockets. */
class SchedulerClientCallTest extends SchedulerClientFixture {

    private static Call kill(int number) {
        return Calls.kill(task("t" + number), null, null);
    }

    private static int numberOf(FakeMaster.Seen kill) {
        return Integer.parseInt(kill.call().getKill().getTaskId().getValue().substring(1));
    }

    @Test
    void aCallCarriesFrameworkAndStreamIdOnAConnectionOfItsOwn() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        done(client.decline(List.of(offer("O1")), null));

        FakeMaster.Seen seen = master.calls().get(0);
        assertThat(seen.call().getType()).isEqualTo(Call.Type.DECLINE);
        assertThat(seen.call().getFrameworkId().getValue()).isEqualTo(FakeMaster.FRAMEWORK);
        assertThat(seen.headers().get("Mesos-Stream-Id")).contains(master.streamId());
        assertThat(seen.headers().get("Content-Type")).contains("application/x-protobuf");
        assertThat(seen.peer()).isNotEqualTo(master.subscribes().get(0).peer());
    }

    @Test
    void callsMadeFromTheEventSubscribedAreSent() throws Exception {
        FakeMaster master = master();
        CompletableFuture<SchedulerClient> client = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Void>> call = new CompletableFuture<>();
        heard = new Recorder() {
            @Override
            public void event(Event event) {
                call.complete(client.join().reconcile(List.of()));
            }
        };
        client.complete(start(client(master)));

        done(call.join());
        assertThat(master.calls()).hasSize(1);
    }

    @Test
    void callsLeaveInOrderOnOneConnection() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(client.call(kill(i)));
        }
        for (CompletableFuture<Void> call : calls) {
            done(call);
        }

        assertThat(master.calls()).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(numberOf(master.calls().get(i))).isEqualTo(i);
        }
        assertThat(master.calls().stream().map(FakeMaster.Seen::peer).distinct())
                .hasSize(1);
    }

    @Test
    void withoutASubscriptionACallFailsAtOnceAndNothingIsSent() throws Exception {
        FakeMaster master = master().onSubscribe(exchange -> {});
        SchedulerClient client = start(client(master));

        assertThat(failureOf(client.call(kill(1))))
                .isInstanceOf(NotSubscribedException.class)
                .hasMessageContaining("KILL");
        assertThat(failureOf(client.teardown())).isInstanceOf(NotSubscribedException.class);
        assertThat(master.calls()).isEmpty();
    }

    @Test
    void beforeTheStartACallFailsToo() throws Exception {
        SchedulerClient client = closing(client("127.0.0.1:1").build());

        assertThat(failureOf(client.call(kill(1)))).isInstanceOf(NotSubscribedException.class);
    }

    @Test
    void afterTheEndACallFailsToo() throws Exception {
        SchedulerClient client = subscribed(master());
        client.close();

        assertThat(failureOf(client.call(kill(1)))).isInstanceOf(NotSubscribedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 406, 500, 501})
    void aRefusalIsMesosWordsAndTheSubscriptionGoesOn(int status) throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.onCall(exchange -> exchange.respond(Response.of(status, "Framework cannot be found")));

        assertThat(failureOf(client.call(kill(1)))).isInstanceOfSatisfying(MesosCallException.class, error -> {
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.reason()).isEqualTo("Framework cannot be found");
            assertThat(error).hasMessageContaining("KILL");
        });
        master.onCall(exchange -> exchange.respond(Response.of(202)));
        done(client.call(kill(2)));
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void wrongCredentialsAreToldApart() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.onCall(exchange -> exchange.respond(Response.of(401, "401 Unauthorized.")));

        assertThat(failureOf(client.call(kill(1)))).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void aRedirectedCallIsNotInDoubtAndTheClientGoesToTheNewLeader() throws Exception {
        FakeMaster leader = master();
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        String location = "//" + leader.address() + "/master/api/v1/scheduler";
        master.redirectsTo(location);
        master.onCall(exchange -> exchange.respond(new Response(307, Headers.of("Location", location), new byte[0])));

        assertThat(failureOf(client.call(kill(1))))
                .isInstanceOf(SubscriptionLostException.class)
                .hasMessageContaining("no longer the leading master");
        heard.loss();
        heard.subscribed();
        done(client.call(kill(2)));
        assertThat(leader.calls()).hasSize(1);
        assertThat(leader.calls().get(0).headers().get("Mesos-Stream-Id")).contains(leader.streamId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"503 Master has not finished recovery", "403 Framework is not subscribed"})
    void anAnswerThatShowsTheSessionIsOverEndsIt(String answer) throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.onCall(exchange ->
                exchange.respond(Response.of(Integer.parseInt(answer.substring(0, 3)), answer.substring(4))));

        assertThat(failureOf(client.call(kill(1)))).isInstanceOf(MesosCallException.class);
        assertThat(heard.loss()).hasMessageContaining(answer.substring(4));
        heard.subscribed();
    }

    @Test
    void whatWasWrittenIsInDoubtWhenTheConnectionIsLostAndTheClientSubscribesAnew() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.onCall(exchange -> {
            if (numberOf(master.calls().get(master.calls().size() - 1)) == 1) {
                exchange.respond(Response.of(202));
            } else {
                exchange.abort();
            }
        });
        done(client.call(kill(1)));
        CompletableFuture<Void> second = client.call(kill(2));
        CompletableFuture<Void> third = client.call(kill(3));

        assertThat(failureOf(second)).isInstanceOf(CallInDoubtException.class).hasMessageContaining("KILL");
        assertThat(failureOf(third))
                .isInstanceOfAny(
                        CallInDoubtException.class, SubscriptionLostException.class, NotSubscribedException.class);
        heard.loss();
        heard.subscribed();
        master.onCall(exchange -> exchange.respond(Response.of(202)));
        done(client.call(kill(4)));
        assertThat(master.calls().stream().filter(seen -> numberOf(seen) == 2))
                .as("never repeated")
                .hasSize(1);
    }

    @Test
    void whatWasNeverWrittenIsNotInDoubt() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        Queue<Exchange> unanswered = new ConcurrentLinkedQueue<>();
        master.onCall(unanswered::add);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(client.call(kill(i)));
        }
        await().until(() -> !unanswered.isEmpty());
        unanswered.element().abort();

        int inDoubt = 0;
        for (CompletableFuture<Void> call : calls) {
            Throwable failure = failureOf(call);
            assertThat(failure).isInstanceOfAny(CallInDoubtException.class, SubscriptionLostException.class);
            inDoubt += failure instanceof CallInDoubtException ? 1 : 0;
        }
        assertThat(inDoubt).as("as many as are in flight at a time").isEqualTo(64);
        heard.loss();
        heard.subscribed();
    }

    @Test
    void anAnswerThatNeverComesIsInDoubtAfterItsTimeout() throws Exception {
        FakeMaster master = master().onCall(exchange -> {});
        SchedulerClient client = start(client(master).callTimeout(Duration.ofMillis(200)));
        heard.subscribed();

        assertThat(failureOf(client.call(kill(1)))).isInstanceOf(CallInDoubtException.class);
        heard.loss();
        heard.subscribed();
    }

    @Test
    void aLostSubscriptionLeavesItsCallsInDoubt() throws Exception {
        FakeMaster master = master().onCall(exchange -> {});
        SchedulerClient client = subscribed(master);
        CompletableFuture<Void> call = client.call(kill(1));
        await().until(() -> !master.calls().isEmpty());
        master.openedStream().abort();

        assertThat(failureOf(call)).isInstanceOf(CallInDoubtException.class);
        heard.subscribed();
    }

    @Test
    void aConnectionThatWasClosedIdleIsOpenedAnew() throws Exception {
        FakeMaster master = master().onCall(exchange ->
                exchange.respond(new Response(202, Headers.of("Connection", "close"), new byte[0])));
        SchedulerClient client = subscribed(master);
        for (int i = 0; i < 5; i++) {
            done(client.call(kill(i)));
        }

        assertThat(master.calls().stream().map(FakeMaster.Seen::peer).distinct())
                .hasSize(5);
        assertThat(heard.losses).isEmpty();
        assertThat(master.calls().stream().map(SchedulerClientCallTest::numberOf))
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void whenCallsCannotBeConnectedTheClientSubscribesAnew() throws Exception {
        FakeMaster master = master();
        FakeMaster other = master();
        SchedulerClient client = start(client(master, other));
        heard.subscribed();
        done(client.call(kill(1)));
        master.close();

        heard.loss();
        heard.subscribed();
        done(client.call(kill(2)));
        assertThat(other.calls()).hasSize(1);
    }

    @Test
    void callsOfManyThreadsAllArrive() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        Queue<CompletableFuture<Void>> calls = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 200; j++) {
                    calls.add(client.call(kill(next.getAndIncrement())));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (CompletableFuture<Void> call : calls) {
            done(call);
        }

        assertThat(master.calls().stream()
                        .map(SchedulerClientCallTest::numberOf)
                        .distinct())
                .hasSize(1600);
    }

    @Test
    void teardownEndsTheFrameworkAndTheClient() throws Exception {
        FakeMaster master = master();
        master.onCall(exchange -> {
            exchange.respond(Response.of(202));
            master.openedStream().end();
        });
        SchedulerClient client = subscribed(master);
        done(client.teardown());

        assertThat(master.calls().get(0).call().getType()).isEqualTo(Call.Type.TEARDOWN);
        assertThat(client.isSubscribed()).isFalse();
        assertThat(heard.losses).isEmpty();
        assertThat(heard.failures).isEmpty();
        assertThat(master.subscribes()).hasSize(1);
    }

    @Test
    void teardownWaitsForTheAnswerWhenTheStreamEndsFirst() throws Exception {
        FakeMaster master = master();
        CompletableFuture<Exchange> unanswered = new CompletableFuture<>();
        master.onCall(exchange -> {
            master.openedStream().end();
            unanswered.complete(exchange);
        });
        SchedulerClient client = subscribed(master);
        CompletableFuture<Void> teardown =
                client.call(Call.newBuilder().setType(Call.Type.TEARDOWN).build());
        Exchange exchange = unanswered.join();
        master.openedStream().closed().toCompletableFuture().join();
        assertThat(teardown).isNotDone();
        exchange.respond(Response.of(202));

        done(teardown);
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void aRefusedTeardownLeavesTheClientSubscribed() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        master.onCall(exchange -> exchange.respond(Response.of(400, "no")));

        assertThat(failureOf(client.teardown())).isInstanceOf(MesosCallException.class);
        assertThat(client.isSubscribed()).isTrue();
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void subscribeIsNotAUsersCall() {
        SchedulerClient client = closing(client("127.0.0.1:1").build());

        assertThatThrownBy(() -> client.call(
                        Call.newBuilder().setType(Call.Type.SUBSCRIBE).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.call(Call.getDefaultInstance())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCallOfAnotherFrameworkIsRefused() throws Exception {
        SchedulerClient client = subscribed(master());

        assertThatThrownBy(() -> client.call(kill(1).toBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue("other"))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void everyTypeOfCallArrives() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        ByteString uuid = ByteString.copyFrom(new byte[16]);
        done(client.accept(List.of(offer("O")), List.of(), null));
        done(client.decline(List.of(offer("O")), null));
        done(client.acceptInverseOffers(List.of(offer("O")), null));
        done(client.declineInverseOffers(List.of(offer("O")), null));
        done(client.revive(List.of("a")));
        done(client.suppress(List.of("a")));
        done(client.kill(task("t"), agent("A"), null));
        done(client.shutdown(executor("E"), agent("A")));
        done(client.acknowledge(agent("A"), task("t"), uuid));
        done(client.acknowledgeOperationStatus(CallsTest.operationStatus(uuid)));
        done(client.reconcile(List.of()));
        done(client.reconcileOperations(List.of()));
        done(client.message(agent("A"), executor("E"), uuid));
        done(client.request(List.of()));
        done(client.updateFramework(FRAMEWORK, List.of(), null));
        done(client.call(Calls.revive(List.of())));

        assertThat(master.calls().stream().map(seen -> seen.call().getType()).distinct())
                .containsExactlyInAnyOrderElementsOf(java.util.Arrays.stream(Call.Type.values())
                        .filter(type ->
                                type != Call.Type.UNKNOWN && type != Call.Type.SUBSCRIBE && type != Call.Type.TEARDOWN)
                        .toList());
    }
}
