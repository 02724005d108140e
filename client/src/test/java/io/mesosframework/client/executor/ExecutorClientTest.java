package io.mesosframework.client.executor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.client.recordio.RecordException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ExecutorClientTest {

    private final Map<String, String> variables = new HashMap<>();
    private final HttpTransport transport = HttpTransport.builder().threads(1).build();
    private final CompletableFuture<ExecutorClient> open = new CompletableFuture<>();
    private FakeAgent agent = new FakeAgent();
    private Recorder recorder = new Recorder();

    @BeforeEach
    void setUp() {
        variables.putAll(Map.of(
                "MESOS_FRAMEWORK_ID", "f",
                "MESOS_EXECUTOR_ID", "e",
                "MESOS_SLAVE_ID", "a",
                "MESOS_SLAVE_PID", "slave(1)@127.0.0.1:" + agent.port(),
                "MESOS_DIRECTORY", "/tmp/sandbox",
                "MESOS_CHECKPOINT", "1",
                "MESOS_SUBSCRIPTION_BACKOFF_MAX", "50ms"));
    }

    @AfterEach
    void tearDown() {
        if (open.isDone()) {
            open.join().close();
        }
        agent.close();
        transport.close();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aTaskIsLaunchedReportedAndAcknowledged(Codec codec) throws Exception {
        agent.acknowledge();
        ExecutorClient client = start(builder().codec(codec));
        recorder.await("connected", "SUBSCRIBED");

        agent.send(Events.launch("grüße"));
        recorder.await("LAUNCH");
        client.update(Events.status("grüße", TaskState.TASK_RUNNING)).get(20, SECONDS);
        client.message(ByteString.copyFromUtf8("hello")).get(20, SECONDS);
        client.heartbeat().get(20, SECONDS);

        assertThat(recorder.events.get(1).getLaunch().getTask().getName()).isEqualTo("grüße");
        assertThat(agent.call(Call.Type.UPDATE, 1)
                        .getUpdate()
                        .getStatus()
                        .getUuid()
                        .size())
                .isEqualTo(16);
        assertThat(agent.call(Call.Type.MESSAGE, 1).getMessage().getData().toStringUtf8())
                .isEqualTo("hello");
        assertThat(agent.call(Call.Type.HEARTBEAT, 1).getExecutorId().getValue())
                .isEqualTo("e");
        assertThat(recorder.losses).isEmpty();
    }

    @Test
    void requestsGoToTheAgentsPathWithTheToken() {
        variables.put("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "aaa.bbb.ccc");

        start(builder());
        recorder.await("SUBSCRIBED");

        var request = agent.exchanges().get(0).request();
        assertThat(request.path()).isEqualTo("/slave(1)/api/v1/executor");
        assertThat(request.headers().get("Authorization")).contains("Bearer aaa.bbb.ccc");
        assertThat(request.headers().get("Accept")).contains("application/x-protobuf");
    }

    @Test
    void anAgentThatRestartsIsPresentedWhatItHasNotAcknowledged() throws Exception {
        ExecutorClient client = start(builder());
        recorder.await("SUBSCRIBED");
        agent.send(Events.launch("t"));
        recorder.await("LAUNCH");
        CompletableFuture<Void> starting = client.update(Events.status("t", TaskState.TASK_STARTING));
        agent.call(Call.Type.UPDATE, 1);

        int port = agent.port();
        agent.close();
        recorder.await("disconnected");
        CompletableFuture<Void> running = client.update(Events.status("t", TaskState.TASK_RUNNING));
        assertThat(starting).isNotDone();
        agent = new FakeAgent(port);
        agent.acknowledge();

        starting.get(20, SECONDS);
        running.get(20, SECONDS);
        Call.Subscribe subscribe = agent.call(Call.Type.SUBSCRIBE, 1).getSubscribe();
        assertThat(subscribe.getUnacknowledgedTasksList()).hasSize(1);
        assertThat(subscribe.getUnacknowledgedUpdatesList())
                .extracting(update -> update.getStatus().getState())
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
        recorder.await("connected", "disconnected", "connected", "SUBSCRIBED", "ACKNOWLEDGED", "ACKNOWLEDGED");
    }

    @Test
    void withoutCheckpointingALostAgentMeansTheEnd() {
        variables.put("MESOS_CHECKPOINT", "0");
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.endStream();

        recorder.await("shutdown AGENT_LOST");
        assertThat(recorder.told).doesNotContain("disconnected");
    }

    @Test
    void anAgentThatStaysAwayMeansTheEndAfterTheRecoveryTimeout() {
        variables.put("MESOS_RECOVERY_TIMEOUT", "300ms");
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.close();

        recorder.await("disconnected", "shutdown RECOVERY_TIMED_OUT");
        assertThat(recorder.shutdowns.get(0).cause()).isPresent();
    }

    @Test
    void anAgentThatIsStillRecoveringIsTriedAgain() {
        agent.refuseNext(503, "Agent has not finished recovery");
        agent.refuseNext(404, "");

        start(builder());

        recorder.await("disconnected", "disconnected", "connected", "SUBSCRIBED");
        assertThat(recorder.losses.get(0))
                .isInstanceOf(MesosCallException.class)
                .hasMessageContaining("503: Agent has not finished recovery");
    }

    @Test
    void anExecutorThatTheAgentDoesNotKnowEnds() {
        agent.refuseNext(400, "Executor cannot be found");

        start(builder());

        recorder.await("shutdown REFUSED");
        assertThat(recorder.shutdowns.get(0).cause().orElseThrow())
                .isInstanceOfSatisfying(MesosCallException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.reason()).isEqualTo("Executor cannot be found");
                });
        assertThat(agent.calls(Call.Type.SUBSCRIBE)).hasSize(1);
    }

    @Test
    void aPageOfHtmlIsShownAndTheSubscriptionTriedAgain() {
        agent.answerNext(exchange -> exchange.respond(new Response(
                200, Headers.of("Content-Type", "text/html"), "<html>login first</html>".getBytes(UTF_8))));

        start(builder());

        recorder.await("disconnected", "connected");
        assertThat(recorder.losses.get(0))
                .hasMessageContaining("text/html")
                .hasMessageContaining("<html>login first</html>");
    }

    @Test
    void aStreamThatIsNotRecordIoIsLeft() {
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.sendBytes("<html>".getBytes(UTF_8));

        recorder.await("SUBSCRIBED", "disconnected", "connected");
        assertThat(recorder.losses.get(0)).isInstanceOf(RecordException.class).hasMessageContaining("<html>");
    }

    @Test
    void aStreamThatIsCutInsideARecordIsLeft() {
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.sendBytes("1000\nabc".getBytes(UTF_8));
        agent.endStream();

        recorder.await("SUBSCRIBED", "disconnected", "connected");
        assertThat(recorder.losses.get(0)).hasMessageContaining("inside a record of 1000 bytes: only 3");
    }

    @Test
    void anEventThatCannotBeReadMayBeALaunchSoTheAgentIsAskedAgain() {
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.sendBytes(RecordEncoder.frame(new byte[] {(byte) 0xff, 1}));

        recorder.await("SUBSCRIBED", "disconnected", "connected");
        assertThat(recorder.losses.get(0)).isInstanceOf(CodecException.class);
    }

    @Test
    void anAgentThatAcceptsAndSaysNothingIsLeft() {
        agent.answerNext(exchange -> {});

        start(builder().subscribeTimeout(Duration.ofMillis(200)));

        recorder.await("disconnected", "connected");
    }

    @Test
    void aConnectionForCallsThatTheAgentClosesIsReplaced() throws Exception {
        agent.acknowledge();
        ExecutorClient client = start(builder());
        recorder.await("SUBSCRIBED");
        agent.answerNext(exchange -> exchange.abort());

        client.update(Events.status("t", TaskState.TASK_RUNNING)).get(20, SECONDS);

        assertThat(agent.calls(Call.Type.UPDATE)).hasSize(2);
        assertThat(agent.calls(Call.Type.SUBSCRIBE)).hasSize(1);
        assertThat(recorder.losses).isEmpty();
    }

    @Test
    void aMessageWhoseAnswerIsLostIsInDoubt() {
        ExecutorClient client = start(builder());
        recorder.await("SUBSCRIBED");
        agent.answerNext(exchange -> exchange.abort());

        assertFails(client.message(ByteString.copyFromUtf8("x")), CallInDoubtException.class);
    }

    @Test
    void aRefusedUpdateFailsWithMesosWords() {
        ExecutorClient client = start(builder());
        recorder.await("SUBSCRIBED");
        agent.refuseNext(400, "Failed to validate Executor::Call: Expecting 'uuid' to be present");

        Throwable failure =
                assertFails(client.update(Events.status("t", TaskState.TASK_RUNNING)), MesosCallException.class);

        assertThat(failure).hasMessageContaining("Expecting 'uuid' to be present");
    }

    @Test
    void shutdownLeavesTimeForTerminalUpdates() throws Exception {
        agent.acknowledge();
        CompletableFuture<Void> killed = new CompletableFuture<>();
        recorder = new Recorder() {
            @Override
            public void shutdown(ShutdownReason reason) {
                super.shutdown(reason);
                var unused = open.join()
                        .update(Events.status("t", TaskState.TASK_KILLED))
                        .thenRun(() -> killed.complete(null));
            }
        };
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.send(Events.shutdown());

        recorder.await("SHUTDOWN", "shutdown REQUESTED", "ACKNOWLEDGED");
        killed.get(20, SECONDS);
    }

    @Test
    void aListenerThatThrowsIsToldToEnd() {
        recorder = new Recorder() {
            @Override
            public void event(Event event) {
                super.event(event);
                if (event.getType() == Event.Type.LAUNCH) {
                    throw new IllegalStateException("cannot launch");
                }
            }
        };
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.send(Events.launch("t"));

        recorder.await("LAUNCH", "shutdown LISTENER_FAILED");
        assertThat(recorder.shutdowns.get(0).cause().orElseThrow()).hasRootCauseMessage("cannot launch");
    }

    @Test
    void manyEventsForASlowListenerComeInOrderAndNoneIsLost() {
        CountDownLatch slow = new CountDownLatch(1);
        recorder = new Recorder() {
            @Override
            public void event(Event event) {
                super.event(event);
                if (event.getType() == Event.Type.SUBSCRIBED) {
                    awaitQuietly(slow);
                }
            }
        };
        start(builder());
        recorder.await("SUBSCRIBED");

        IntStream.range(0, 5000).forEach(i -> agent.send(Events.message("m" + i)));
        slow.countDown();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> recorder.events.size() == 5001);
        assertThat(recorder.events.subList(1, 5001))
                .extracting(event -> event.getMessage().getData().toStringUtf8())
                .containsExactlyElementsOf(
                        IntStream.range(0, 5000).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void closingFailsWhatIsOpenAndLeavesNoThread() {
        ExecutorClient client = start(builder());
        recorder.await("SUBSCRIBED");
        CompletableFuture<Void> update = client.update(Events.status("t", TaskState.TASK_RUNNING));
        agent.call(Call.Type.UPDATE, 1);

        client.close();
        client.close();

        assertFails(update, SubscriptionLostException.class);
        assertFails(client.update(Events.status("t", TaskState.TASK_RUNNING)), NotSubscribedException.class);
        assertFails(client.message(ByteString.EMPTY), NotSubscribedException.class);
        assertThat(recorder.shutdowns).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("mesos-executor-client"));
    }

    @Test
    void theListenerMayCloseTheClient() {
        CountDownLatch closed = new CountDownLatch(1);
        recorder = new Recorder() {
            @Override
            public void shutdown(ShutdownReason reason) {
                super.shutdown(reason);
                open.join().close();
                closed.countDown();
            }
        };
        start(builder());
        recorder.await("SUBSCRIBED");

        agent.send(Events.shutdown());

        awaitQuietly(closed);
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void statusesThatNoAgentTakesAreRefusedAtOnce() {
        ExecutorClient client = start(builder());

        assertThatThrownBy(() -> client.update(Events.status("t", TaskState.TASK_STAGING)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TASK_STAGING");
        assertThatThrownBy(() -> client.update(Events.status("t", TaskState.TASK_RUNNING).toBuilder()
                        .setUuid(ByteString.copyFromUtf8("short"))
                        .build()))
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> client.update(Events.status("t", TaskState.TASK_RUNNING).toBuilder()
                        .clearState()
                        .buildPartial()))
                .hasMessageContaining("task_id and state");
    }

    private ExecutorClient.Builder builder() {
        return ExecutorClient.builder(ExecutorEnvironment.parse(variables)).transport(transport);
    }

    private ExecutorClient start(ExecutorClient.Builder builder) {
        ExecutorClient client = builder.start(recorder);
        open.complete(client);
        return client;
    }

    private static Throwable assertFails(CompletableFuture<Void> future, Class<? extends Throwable> type) {
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, () -> future.get(20, SECONDS));
        assertThat(failure).hasCauseInstanceOf(type);
        return Objects.requireNonNull(failure.getCause());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
