package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.scheduler.tasks.SlotState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator takes by hand from slots that wait, on an embedded cluster. */
@Timeout(60)
class LostReservationsTest {

    private static final SlotKey SLOT = new SlotKey("kv", 0);

    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(1)
            .resources("cpus:4;mem:1024;disk:1000")
            .virtualTime()
            .seed(3)
            .simulatedTasks(TaskScript.runsFor(Duration.ofSeconds(30)).thenExits(0))
            .start();
    private final Framework framework = Framework.named("keeper")
            .masters(mesos.master())
            .transport(mesos.transport())
            .time(mesos.time())
            .random(new SplittableRandom(5))
            .roles("db")
            .start();

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    /** A slot that waits for ten minutes between its tasks. */
    private SlotReservation waiting(Reservation reservation) {
        Application application = Application.named("kv")
                .cpus(1)
                .mem(64)
                .disk(100)
                .role("db")
                .reservation(reservation)
                .restart(Restart.ALWAYS)
                .retry(new Retry(Duration.ofMinutes(10), false, -1, Duration.ofMinutes(10)))
                .command("serve")
                .build();
        framework.put(application).join();
        mesos.time().advanceUntil(() -> is(SlotState.RUNNING), Duration.ofMinutes(1));
        mesos.time().advanceUntil(() -> is(SlotState.WAITING), Duration.ofMinutes(1));
        SlotReservation kept = framework.reservations().iterator().next();
        assertThat(kept.stage()).isEqualTo(Stage.HELD);
        return kept;
    }

    private boolean is(SlotState state) {
        return framework
                .tasks()
                .slot(SLOT)
                .map(Slot::state)
                .filter(state::equals)
                .isPresent();
    }

    private Response operator(Call call) {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://" + mesos.master() + "/api/v1"))
                                .header("Content-Type", "application/x-protobuf")
                                .header("Accept", "application/x-protobuf")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(call.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .join();
        assertThat(answer.statusCode()).isBetween(200, 202);
        return Codec.PROTOBUF.decode(answer.body(), Response.getDefaultInstance());
    }

    /** All that is reserved on the one agent, as the master tells it. */
    private List<Resource> reserved() {
        return operator(Call.newBuilder().setType(Call.Type.GET_AGENTS).build())
                .getGetAgents()
                .getAgents(0)
                .getTotalResourcesList()
                .stream()
                .filter(resource -> resource.getReservationsCount() > 0)
                .toList();
    }

    private void destroy(SlotReservation kept) {
        List<Resource> volumes = reserved().stream()
                .filter(resource -> resource.getDisk().hasPersistence())
                .toList();
        assertThat(volumes).hasSize(1);
        operator(Call.newBuilder()
                .setType(Call.Type.DESTROY_VOLUMES)
                .setDestroyVolumes(
                        Call.DestroyVolumes.newBuilder().setAgentId(agent(kept)).addAllVolumes(volumes))
                .build());
        mesos.time().advance(Duration.ofSeconds(5));
    }

    private void unreserve(SlotReservation kept) {
        operator(Call.newBuilder()
                .setType(Call.Type.UNRESERVE_RESOURCES)
                .setUnreserveResources(Call.UnreserveResources.newBuilder()
                        .setAgentId(agent(kept))
                        .addAllResources(reserved()))
                .build());
        mesos.time().advance(Duration.ofSeconds(5));
        assertThat(reserved()).isEmpty();
    }

    private static AgentID agent(SlotReservation kept) {
        return AgentID.newBuilder().setValue(kept.agent()).build();
    }

    private List<String> causes() {
        return framework.tasks().slot(SLOT).orElseThrow().history().stream()
                .map(PastTransition::cause)
                .toList();
    }

    @Test
    void aReservationThatAnOperatorHasTakenIsMadeAnewAfterAQuarterOfAnHour() {
        SlotReservation kept = waiting(Reservation.KEPT);
        unreserve(kept);
        mesos.time().advanceUntil(() -> is(SlotState.PENDING), Duration.ofMinutes(11));
        Instant from = mesos.time().now();
        mesos.time().advance(Duration.ofMinutes(14));
        assertThat(framework.reservations()).containsExactly(kept);
        assertThat(framework.shortfalls())
                .singleElement()
                .satisfies(why -> assertThat(why.text()).startsWith("waits for its resources on agent "));

        mesos.time().advanceUntil(() -> is(SlotState.RUNNING), Duration.ofMinutes(2));
        assertThat(Duration.between(from, mesos.time().now()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        assertThat(causes()).anyMatch(cause -> cause.contains("it makes another"));
        mesos.time().advanceUntil(() -> framework.reservations().size() == 1, Duration.ofMinutes(16));
        assertThat(framework.reservations())
                .allMatch(one -> one.stage() == Stage.HELD && !one.id().equals(kept.id()));
    }

    @Test
    void aSlotWhoseVolumeAnOperatorHasDestroyedWaitsAndSaysSo() {
        SlotReservation kept = waiting(Reservation.with(PersistentVolume.of("data", "data")));
        destroy(kept);
        mesos.time().advanceUntil(() -> is(SlotState.PENDING), Duration.ofMinutes(11));
        mesos.time().advance(Duration.ofMinutes(1));
        assertThat(causes()).anyMatch(cause -> cause.startsWith("its volume is destroyed: agent "));
        assertThat(framework.shortfalls())
                .singleElement()
                .satisfies(why -> assertThat(why.text())
                        .isEqualTo("waits for its volume, which has been destroyed on agent " + kept.agent() + " ("
                                + kept.hostname()
                                + "): scale the application down or delete it to go on without what it held"));
        mesos.time().advance(Duration.ofHours(1));
        assertThat(framework.reservations()).containsExactly(kept);

        framework.scale("kv", 0).join();
        mesos.time().advanceUntil(() -> framework.reservations().isEmpty(), Duration.ofMinutes(2));
        assertThat(reserved()).isEmpty();
        framework.scale("kv", 1).join();
        mesos.time().advanceUntil(() -> is(SlotState.RUNNING), Duration.ofMinutes(2));
    }

    @Test
    void aSlotWhoseVolumeAndReservationAnOperatorHasTakenWaitsAndSaysSo() {
        SlotReservation kept = waiting(Reservation.with(PersistentVolume.of("data", "data")));
        destroy(kept);
        unreserve(kept);
        mesos.time().advanceUntil(() -> is(SlotState.PENDING), Duration.ofMinutes(11));
        mesos.time().advance(Duration.ofMinutes(40));
        assertThat(framework.reservations()).containsExactly(kept);
        assertThat(causes())
                .filteredOn(cause -> cause.startsWith("its volume is not offered by agent "))
                .hasSize(1);
        assertThat(framework.shortfalls())
                .singleElement()
                .satisfies(why -> assertThat(why.text()).endsWith(", which is there and does not offer it"));

        framework.delete("kv").join();
        mesos.time().advanceUntil(() -> framework.tasks().specification("kv").isEmpty(), Duration.ofMinutes(16));
    }
}
