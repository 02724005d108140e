package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Storage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots that keep what they take, on an embedded cluster. */
@Timeout(60)
class ReservationScenarioTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(2)
            .resources("cpus:4;mem:1024;disk:1000;ports:[31000-31009]")
            .virtualTime()
            .seed(3)
            .simulatedTasks(TaskScript.runs())
            .start();
    private final Storage storage = Storage.inMemory();
    private Framework framework = start(builder -> builder);

    private Framework start(UnaryOperator<FrameworkBuilder> more) {
        Framework started = more.apply(Framework.named("keeper")
                        .masters(mesos.master())
                        .transport(mesos.transport())
                        .time(mesos.time())
                        .random(new SplittableRandom(5))
                        .storage(storage)
                        .roles("db", "web")
                        .failoverTimeout(Duration.ofDays(7)))
                .start();
        return started;
    }

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    private static ApplicationBuilder stateful(int instances) {
        return Application.named("pg")
                .instances(instances)
                .cpus(1)
                .mem(64)
                .disk(100)
                .role("db")
                .reservation(Reservation.with(PersistentVolume.of("data", "data")))
                .restart(Restart.ALWAYS)
                .command("serve");
    }

    private void until(BooleanSupplier condition) {
        mesos.time().advanceUntil(condition, SOON);
    }

    private boolean allRun(int slots) {
        List<Slot> all = framework.tasks().slotsOf("pg");
        return all.size() == slots && all.stream().allMatch(slot -> slot.state() == SlotState.RUNNING);
    }

    private Slot slot(int index) {
        return framework.tasks().slot(new SlotKey("pg", index)).orElseThrow();
    }

    /** Whether an agent's resources, as the master tells them, hold a text. */
    private boolean reserves(String text) {
        return http(HttpRequest.newBuilder(URI.create("http://" + mesos.master() + "/slaves"))
                        .build())
                .contains(text);
    }

    private void markGone(String agent) {
        String body = "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"" + agent + "\"}}}";
        http(HttpRequest.newBuilder(URI.create("http://" + mesos.master() + "/api/v1"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String http(HttpRequest request) {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join();
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }

    private void deploy(int instances) {
        framework.put(stateful(instances).build()).join();
        until(() -> allRun(instances));
    }

    @Test
    void eachSlotGetsAVolumeOfItsOwnAndGoesBackToIt() {
        deploy(3);

        List<SlotReservation> kept = List.copyOf(framework.reservations());
        assertThat(kept).hasSize(3).allMatch(one -> one.stage() == SlotReservation.Stage.HELD);
        assertThat(kept).allMatch(one -> reserves(String.valueOf(one.volume())));
        assertThat(kept)
                .extracting(SlotReservation::agent)
                .isEqualTo(framework.tasks().slotsOf("pg").stream()
                        .map(slot -> slot.currentTask().agent())
                        .toList());
        List<String> before = framework.tasks().slotsOf("pg").stream()
                .map(slot -> slot.currentTask().id())
                .toList();

        framework.restart("pg").join();
        until(() -> allRun(3)
                && framework.tasks().slotsOf("pg").stream()
                        .noneMatch(slot -> before.contains(slot.currentTask().id())));

        assertThat(framework.reservations()).containsExactlyElementsOf(kept);
        assertThat(kept)
                .extracting(SlotReservation::agent)
                .isEqualTo(framework.tasks().slotsOf("pg").stream()
                        .map(slot -> slot.currentTask().agent())
                        .toList());
    }

    @Test
    void whatIsScaledDownOrDeletedIsGivenBack() {
        deploy(2);
        assertThat(reserves("io.mesosframework.reservation")).isTrue();

        framework.scale("pg", 1).join();
        until(() -> framework.reservations().size() == 1);
        assertThat(framework.reservations()).extracting(SlotReservation::slot).containsExactly(new SlotKey("pg", 0));

        framework.delete("pg").join();
        assertThat(framework.tasks().specification("pg")).isPresent();
        until(() -> framework.tasks().specification("pg").isEmpty());
        assertThat(framework.reservations()).isEmpty();
        assertThat(reserves("io.mesosframework.reservation")).isFalse();
        assertThat(reserves("persistence")).isFalse();
    }

    @Test
    void aFrameworkThatStartsAgainKnowsItsVolumes() {
        deploy(2);
        List<SlotReservation> kept = List.copyOf(framework.reservations());
        framework.close();
        framework = start(builder -> builder);

        assertThat(framework.reservations()).containsExactlyElementsOf(kept);
        until(framework::isReconciled);
        framework.restart("pg").join();
        until(() -> allRun(2) && slot(0).history().size() > 8);
        assertThat(framework.reservations()).containsExactlyElementsOf(kept);
    }

    @Test
    void aSlotWaitsForItsVolumeWhileItsAgentIsAwayAndGetsAnotherOnceThatIsGone() {
        deploy(1);
        SlotReservation kept = framework.reservations().iterator().next();
        int agent = mesos.agent(1).id().orElseThrow().equals(kept.agent()) ? 1 : 2;
        mesos.agent(agent).partition();
        mesos.time().advanceUntil(() -> slot(0).state() == SlotState.PENDING, Duration.ofMinutes(10));
        mesos.time().advance(Duration.ofMinutes(2));

        assertThat(slot(0).state()).isEqualTo(SlotState.PENDING);
        assertThat(framework.shortfalls())
                .singleElement()
                .satisfies(why -> assertThat(why.text())
                        .isEqualTo("waits for its volume on agent " + kept.agent() + " (" + kept.hostname()
                                + "), which is unreachable"));

        mesos.agent(agent).heal();
        until(() -> allRun(1));
        assertThat(framework.reservations()).containsExactly(kept);
        assertThat(slot(0).currentTask().agent()).isEqualTo(kept.agent());

        mesos.agent(agent).remove();
        mesos.time().advanceUntil(() -> slot(0).state() == SlotState.PENDING, Duration.ofMinutes(10));
        markGone(kept.agent());
        mesos.time()
                .advanceUntil(
                        () -> allRun(1) && !slot(0).currentTask().agent().equals(kept.agent()), Duration.ofMinutes(6));
        assertThat(framework.reservations())
                .singleElement()
                .satisfies(one -> assertThat(one.agent()).isNotEqualTo(kept.agent()));
        assertThat(slot(0).history())
                .extracting(PastTransition::cause)
                .anyMatch(cause -> cause.startsWith("its volume is lost with agent " + kept.agent()));
    }

    @Test
    void othersDoNotTakeWhatASlotKeeps() {
        framework.put(stateful(1).cpus(3).build()).join();
        until(() -> allRun(1));
        String agent = slot(0).currentTask().agent();
        framework
                .put(Application.named("hungry")
                        .cpus(2)
                        .mem(32)
                        .instances(4)
                        .role("db")
                        .command("eat")
                        .build())
                .join();
        mesos.time().advance(Duration.ofMinutes(1));
        assertThat(framework.tasks().slotsOf("hungry"))
                .filteredOn(slot -> slot.state() == SlotState.RUNNING)
                .hasSize(2);

        framework.restart("pg").join();
        until(() -> allRun(1) && slot(0).history().size() > 8);
        assertThat(slot(0).currentTask().agent()).isEqualTo(agent);
    }

    @Test
    void whatSlotsKeepCannotBeChanged() {
        deploy(1);
        String otherwise =
                ": the slots of application 'pg' keep what they take, which no update can change. Give the new"
                        + " application another name, or delete 'pg', with the data of its volumes, and put it again when it is gone";
        assertThatThrownBy(() -> framework.put(stateful(1).cpus(2).build()).join())
                .hasCauseInstanceOf(InvalidApplicationsException.class)
                .hasMessageEndingWith("resources.cpu: is 2 and was 1" + otherwise);
        String json = """
                {"name": "pg", "resources": {"cpu": 1, "mem": 64, "role": "db", "reserve": true, "ports": {"count": 1},
                 "disk": {"size": 200}}, "command": {"cmd": "serve"}}
                """;
        Application other = ApplicationJson.parse(json, "pg.json").get(0);
        assertThatThrownBy(() -> framework.put(other).join())
                .hasMessageContainingAll(
                        "resources.disk.persistence: is missing and was {\"id\":\"data\"}" + otherwise,
                        "resources.disk.size: is 200 and was 100" + otherwise,
                        "resources.ports: is {\"count\":1,\"contiguous\":false} and was not there" + otherwise)
                .hasMessageContaining("3 problems");
        framework.put(stateful(1).command("serve better").build()).join();
        until(() -> framework.tasks().update("pg").isPresent() && allRun(1));
    }
}
