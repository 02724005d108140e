package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.http.Credentials;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SDK's own client on the embedded Mesos. */
class SchedulerClientTest {

    private static final class Recorder implements SchedulerListener {
        final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        final CompletableFuture<MesosException> failure = new CompletableFuture<>();

        @Override
        public void event(Event event) {
            events.add(event);
        }

        @Override
        public void disconnected(MesosException cause, Duration retryIn) {
            failure.complete(cause);
        }

        @Override
        public void failed(MesosException cause) {
            failure.complete(cause);
        }

        Event next(Event.Type type) throws InterruptedException {
            while (true) {
                Event event = events.poll(RawFramework.LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(event).as("an event " + type).isNotNull();
                if (event.getType() == type) {
                    return event;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskRunsToItsEnd(SchedulerEndpointTest.Form form) throws Exception {
        Recorder recorder = new Recorder();
        try (EmbeddedMesos mesos =
                        EmbeddedMesos.builder().agents(3).credential("me", "pw").start();
                SchedulerClient client = SchedulerClient.builder(
                                RawFramework.info().build(), mesos.master())
                        .codec(form == SchedulerEndpointTest.Form.JSON ? Codec.JSON : Codec.PROTOBUF)
                        .credentials(Credentials.basic("me", "pw"))
                        .build()) {
            client.start(recorder);
            Offer offer = recorder.next(Event.Type.OFFERS).getOffers().getOffers(0);
            client.accept(
                            List.of(offer.getId()),
                            List.of(Offer.Operation.newBuilder()
                                    .setType(Offer.Operation.Type.LAUNCH)
                                    .setLaunch(Offer.Operation.Launch.newBuilder()
                                            .addTaskInfos(RawFramework.task("t", offer, "exit 0")))
                                    .build()),
                            Filters.getDefaultInstance())
                    .get(10, TimeUnit.SECONDS);
            for (TaskState state : List.of(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED)) {
                var status = recorder.next(Event.Type.UPDATE).getUpdate().getStatus();
                assertThat(status.getState()).isEqualTo(state);
                client.acknowledge(status).get(10, TimeUnit.SECONDS);
            }
            client.teardown().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWrongSecretIsAnAuthenticationFailure() throws Exception {
        Recorder recorder = new Recorder();
        try (EmbeddedMesos mesos =
                        EmbeddedMesos.builder().credential("me", "pw").start();
                SchedulerClient client = SchedulerClient.builder(
                                RawFramework.info().build(), mesos.master())
                        .credentials(Credentials.basic("me", "wrong"))
                        .build()) {
            client.start(recorder);
            assertThat(recorder.failure.get(20, TimeUnit.SECONDS)).isInstanceOf(AuthenticationException.class);
        }
    }
}
