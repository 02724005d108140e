package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.MesosException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.http.ConnectFailedException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InProcessTest {

    /** Launches one task of each offer and acknowledges everything. */
    private static final class Launching implements SchedulerListener {
        private final List<String> log = Collections.synchronizedList(new ArrayList<>());
        private final EmbeddedMesos mesos;
        private final SchedulerClient client;

        Launching(EmbeddedMesos mesos) {
            this.mesos = mesos;
            this.client = SchedulerClient.builder(RawFramework.info().build(), mesos.master())
                    .transport(mesos.transport())
                    .timer(mesos.time().executor())
                    .clock(mesos.time().clock())
                    .random(new SplittableRandom(1))
                    .build();
        }

        @Override
        public void event(Event event) {
            log.add(mesos.time().now() + " "
                    + event.toString().replaceAll("port: \\d+", "").replaceAll("127.0.0.1:\\d+", ""));
            if (event.getType() == Event.Type.OFFERS) {
                for (Offer offer : event.getOffers().getOffersList()) {
                    launch(offer);
                }
            } else if (event.getUpdate().getStatus().hasUuid()) {
                var unused = client.acknowledge(event.getUpdate().getStatus());
            }
        }

        private void launch(Offer offer) {
            Offer.Operation.Launch launch = Offer.Operation.Launch.newBuilder()
                    .addTaskInfos(RawFramework.task("t" + log.size(), offer, "not run"))
                    .build();
            var unused = client.accept(
                    List.of(offer.getId()),
                    List.of(Offer.Operation.newBuilder()
                            .setType(Offer.Operation.Type.LAUNCH)
                            .setLaunch(launch)
                            .build()),
                    Filters.newBuilder().setRefuseSeconds(3600).build());
        }

        @Override
        public void disconnected(MesosException cause, Duration retryIn) {
            log.add(mesos.time().now() + " disconnected");
        }

        @Override
        public void failed(MesosException cause) {
            log.add("failed " + cause);
        }
    }

    private static List<String> hoursOf(long seed) {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .agents(3)
                .virtualTime()
                .seed(seed)
                .simulatedTasks(TaskScript.runsFor(Duration.ofMinutes(15)))
                .start()) {
            Launching framework = new Launching(mesos);
            try (SchedulerClient client = framework.client) {
                client.start(framework);
                mesos.time().advance(Duration.ofHours(4));
            }
            return List.copyOf(framework.log);
        }
    }

    @Test
    void hoursOfAFrameworkAreExactlyRepeatableWithItsSeed() {
        List<String> hours = hoursOf(5);
        assertThat(hours).hasSizeGreaterThan(1000).noneMatch(line -> line.contains("disconnected"));
        assertThat(hours.stream().filter(line -> line.contains(TaskState.TASK_FINISHED.name())))
                .hasSizeGreaterThan(30);
        assertThat(hoursOf(5)).isEqualTo(hours);
    }

    @Test
    void callsOfAConnectionAreAnsweredInOrderAndStatusesAreThoseOfHttp() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start()) {
            var connection = mesos.transport()
                    .connect(Origin.parse(mesos.master(), 5050))
                    .get(10, TimeUnit.SECONDS);
            var health = connection.call(Request.get("/health", Headers.EMPTY), Duration.ofSeconds(10));
            var nothing = connection.call(Request.get("/nothing", Headers.EMPTY), Duration.ofSeconds(10));
            Response last = nothing.get(10, TimeUnit.SECONDS);
            assertThat(health.isDone()).isTrue();
            assertThat(last.status()).isEqualTo(404);
        }
    }

    @Test
    void nobodyListensElsewhere() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start()) {
            var opening = mesos.transport().connect(Origin.parse("127.0.0.1:1", 5050));
            assertThatThrownBy(() -> opening.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectFailedException.class);
        }
    }

    @Test
    void aClientThatIsClosedIsGoneForTheMaster() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .virtualTime()
                .simulatedTasks(TaskScript.runs())
                .start()) {
            Launching framework = new Launching(mesos);
            framework.client.start(framework);
            mesos.time().advanceUntil(() -> tells(framework, TaskState.TASK_RUNNING), Duration.ofMinutes(1));
            framework.client.close();
            mesos.time().advance(Duration.ofMinutes(2)); // its failover time-out is one
            try (RawFramework other = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
                assertThat(other.offer(0).getResourcesList())
                        .anyMatch(resource -> resource.getName().equals("cpus")
                                && resource.getScalar().getValue() == 4);
            }
        }
    }

    private static boolean tells(Launching framework, TaskState state) {
        return List.copyOf(framework.log).stream().anyMatch(line -> line.contains(state.name()));
    }
}
