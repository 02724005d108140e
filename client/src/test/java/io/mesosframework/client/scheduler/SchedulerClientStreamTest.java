package io.mesosframework.client.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.client.recordio.RecordException;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream of a client, over real sockets: whole, cut, garbled, slow. */
class SchedulerClientStreamTest extends SchedulerClientFixture {

    private static final String GARBAGE = "this is no record\n";

    @Test
    void eventsComeInOrderHoweverTheyAreCut() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        FakeMaster master = master();
        subscribed(master);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            all.writeBytes(master.record(message(i)));
        }
        byte[] bytes = all.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
            master.openedStream().write(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }

        for (int i = 0; i < 2000; i++) {
            assertThat(number(heard.event())).as("seed %s", seed).isEqualTo(i);
        }
        assertThat(heard.losses).isEmpty();
    }

    @Test
    void aStreamThatEndsIsMadeAnewWithTheSameId() throws Exception {
        FakeMaster master = master();
        subscribed(master);
        master.openedStream().end();

        assertThat(heard.loss()).isInstanceOf(SubscriptionLostException.class);
        heard.subscribed();
        assertThat(master.subscribes().get(1).call().getFrameworkId().getValue())
                .isEqualTo(FakeMaster.FRAMEWORK);
        assertThat(master.subscribes().get(1).headers().get("Mesos-Stream-Id")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordCutInTheMiddleIsALossAndNotAnEvent(boolean cleanly) throws Exception {
        FakeMaster master = master();
        subscribed(master);
        byte[] record = master.record(message(1));
        ResponseStream stream = master.openedStream();
        stream.write(Arrays.copyOf(record, record.length - 1));
        if (cleanly) {
            stream.end();
        } else {
            stream.abort();
        }

        assertThat(heard.loss()).isInstanceOf(SubscriptionLostException.class);
        heard.subscribed();
        assertThat(heard.events).isEmpty();
    }

    @Test
    void aTruncatedStreamIsToldApartFromACleanEnd() throws Exception {
        FakeMaster master = master();
        subscribed(master);
        master.openedStream().write("100\nabc".getBytes(StandardCharsets.UTF_8));
        master.openedStream().end();

        assertThat(heard.loss().getCause())
                .isInstanceOfSatisfying(
                        RecordException.class,
                        error -> assertThat(error.kind()).isEqualTo(RecordException.Kind.TRUNCATED));
    }

    @Test
    void garbageIsALossThatShowsIt() throws Exception {
        FakeMaster master = master();
        subscribed(master);
        master.openedStream().write(GARBAGE.getBytes(StandardCharsets.UTF_8));

        assertThat(heard.loss()).hasMessageContaining("this is no record").hasCauseInstanceOf(RecordException.class);
        heard.subscribed();
    }

    @Test
    void garbageFromTheBeginningIsToldAndTriedAgain() throws Exception {
        FakeMaster master = master();
        master.onSubscribe(exchange -> {
            master.onSubscribe(master::take);
            master.openStream(exchange).write(GARBAGE.getBytes(StandardCharsets.UTF_8));
        });
        start(client(master));

        assertThat(heard.loss()).hasMessageContaining("this is no record");
        heard.subscribed();
    }

    @Test
    void aRecordAboveTheLimitIsALossThatNamesTheLimit() throws Exception {
        FakeMaster master = master();
        start(client(master).maxRecordBytes(1000));
        heard.subscribed();
        master.openedStream().write(RecordEncoder.frame(new byte[1001]));

        assertThat(heard.loss()).hasMessageContaining("1001").hasMessageContaining("1000");
        heard.subscribed();
    }

    @Test
    void aRecordThatIsNoEventIsReportedAndSkipped() throws Exception {
        FakeMaster master = master();
        subscribed(master);
        master.openedStream().write(RecordEncoder.frame(new byte[] {(byte) 0xff, (byte) 0xff, 1}));
        master.send(message(1));

        assertThat(heard.problem()).isInstanceOf(CodecException.class);
        assertThat(number(heard.event())).isEqualTo(1);
        assertThat(heard.losses).isEmpty();
        assertThat(master.subscribes()).hasSize(1);
    }

    @Test
    void whilePausedNothingIsDeliveredAndAfterwardsNothingIsMissing() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        client.pause();
        ResponseStream stream = master.openedStream();
        byte[] padding = new byte[100_000];
        int sent = 0;
        while (stream.isWritable() && sent < 1000) {
            Event event = message(sent++);
            Event.Builder large = event.toBuilder();
            large.getMessageBuilder().setExecutorId(executor(new String(padding, StandardCharsets.ISO_8859_1)));
            master.send(large.build());
        }
        assertThat(sent).as("the sender is held up").isLessThan(1000);
        assertThat(heard.events).isEmpty();

        client.resume();
        for (int i = 0; i < sent; i++) {
            assertThat(number(heard.event())).isEqualTo(i);
        }
    }

    @Test
    void aPauseFromTheListenerHoldsEvenWhatHasBeenRead() throws Exception {
        FakeMaster master = master();
        CompletableFuture<SchedulerClient> client = new CompletableFuture<>();
        heard = new Recorder() {
            @Override
            public void event(Event event) {
                super.event(event);
                if (event.getType() == Event.Type.MESSAGE) {
                    client.join().pause();
                }
            }
        };
        client.complete(subscribed(master));
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        for (int i = 0; i < 4; i++) {
            chunk.writeBytes(master.record(message(i)));
        }
        master.openedStream().write(chunk.toByteArray());

        for (int i = 0; i < 4; i++) {
            assertThat(number(heard.event())).isEqualTo(i);
            await().during(Duration.ofMillis(5)).until(heard.events::isEmpty);
            client.join().resume();
        }
    }

    @Test
    void silenceWhilePausedIsNotTheMasters() throws Exception {
        FakeMaster master = master().heartbeat(0.02);
        SchedulerClient client = start(client(master));
        client.pause();
        client.resume();
        heard.subscribed();
        client.pause();

        await().during(Duration.ofMillis(400)).until(heard.losses::isEmpty);
        client.resume();
        assertThat(heard.loss()).hasMessageContaining("Nothing was heard");
    }

    @Test
    void aStreamThatEndsWhilePausedIsALossAfterwards() throws Exception {
        FakeMaster master = master();
        SchedulerClient client = subscribed(master);
        client.pause();
        master.send(message(1));
        master.openedStream().end();
        client.resume();

        assertThat(number(heard.event())).isEqualTo(1);
        heard.loss();
        heard.subscribed();
    }

    @Test
    void aSlowListenerLosesNothing() throws Exception {
        FakeMaster master = master();
        heard = new Recorder() {
            @Override
            public void event(Event event) {
                super.event(event);
                LockSupport.parkNanos(10_000);
            }
        };
        subscribed(master);
        for (int i = 0; i < 4_000; i++) {
            while (!master.openedStream().isWritable()) {
                Thread.onSpinWait();
            }
            master.send(message(i));
        }
        for (int i = 0; i < 4_000; i++) {
            assertThat(number(heard.event())).isEqualTo(i);
        }
    }
}
