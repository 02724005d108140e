package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a test can do to a cluster and its agents, verb by verb. */
class VerbsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final FrameworkInfo FRAMEWORK = FrameworkInfo.newBuilder()
            .setUser("root")
            .setName("verbs")
            .setCheckpoint(true)
            .setFailoverTimeout(1000)
            .addCapabilities(Capability.newBuilder().setType(Capability.Type.PARTITION_AWARE))
            .build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .virtualTime()
            .reconfigurationPolicy("additive")
            .simulatedTasks(TaskScript.runs())
            .start();
    private final RawFramework framework;

    VerbsTest() throws Exception {
        framework = new RawFramework(mesos, Codec.PROTOBUF, FRAMEWORK.toBuilder());
    }

    @AfterEach
    void stop() throws IOException {
        mesos.close();
        framework.close();
    }

    private EmbeddedAgent agent() {
        return mesos.agent("agent1");
    }

    private Offer running(String task) {
        Offer offer = framework.offer(0);
        framework.launch(offer, RawFramework.task(task, offer, "not run"));
        until(task, TaskState.TASK_RUNNING);
        return offer;
    }

    private TaskStatus until(String task, TaskState state) {
        mesos.time()
                .advanceUntil(
                        () -> framework.updates(task).stream().anyMatch(status -> status.getState() == state), LONG);
        return framework.update(task, state);
    }

    private void until(Event.Type type) {
        mesos.time().advanceUntil(() -> framework.stream.snapshot().stream().anyMatch(e -> e.getType() == type), LONG);
    }

    private void untilOffers(int count) {
        mesos.time().advanceUntil(() -> framework.offers().size() >= count, LONG);
    }

    private HttpResponse<String> operator(String json) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + mesos.master() + "/api/v1"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aKilledAgentIsUnreachableAndARestartedOneHasItsIdAndItsTasks() {
        AgentID id = running("t").getAgentId();
        assertThat(agent().isUp()).isTrue();
        agent().kill();
        assertThat(agent().isUp()).isFalse();
        until("t", TaskState.TASK_UNREACHABLE);
        agent().restart();
        assertThat(agent().isUp()).isTrue();
        mesos.time()
                .advanceUntil(
                        () -> framework.updates("t").stream()
                                .anyMatch(s -> s.getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED),
                        LONG);
        assertThat(agent().id()).contains(id.getValue());
    }

    @Test
    void anAgentRestartedWithMoreResourcesOffersThem() {
        running("t");
        agent().kill();
        agent().restart(settings -> settings.resources("cpus:16;mem:4096;disk:10000;ports:[31000-31999]"));
        mesos.time()
                .advanceUntil(
                        () -> framework.offers().stream()
                                .flatMap(offer -> offer.getResourcesList().stream())
                                .anyMatch(r -> r.getName().equals("cpus")
                                        && r.getScalar().getValue() > 10),
                        LONG);
        assertThat(framework.updates("t"))
                .extracting(TaskStatus::getState)
                .doesNotContain(TaskState.TASK_LOST, TaskState.TASK_FAILED);
    }

    @Test
    void anAgentDoesNotStartWithLessThanItHad() {
        untilOffers(1);
        agent().kill();
        agent().restart(settings -> settings.resources("cpus:1;mem:4096;disk:10000;ports:[31000-31999]"));
        assertThat(agent().isUp()).isFalse();
    }

    @Test
    void aRebootFailsTheTasksAndKeepsTheId() {
        AgentID id = running("t").getAgentId();
        agent().reboot();
        until("t", TaskState.TASK_FAILED);
        assertThat(agent().id()).contains(id.getValue());
    }

    @Test
    void aPausedAgentIsUnreachableAndGoesOnWithWhatCameMeanwhile() {
        running("t");
        agent().pause();
        until("t", TaskState.TASK_UNREACHABLE);
        agent().resume();
        mesos.time()
                .advanceUntil(
                        () -> framework.updates("t").stream()
                                .anyMatch(s -> s.getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED),
                        LONG);
    }

    @Test
    void aKillThatReachesAPausedAgentWaitsAndOneToAPartitionedAgentIsLost() {
        running("t");
        agent().pause();
        kill("t");
        mesos.time().advance(Duration.ofSeconds(20));
        assertThat(framework.updates("t")).extracting(TaskStatus::getState).doesNotContain(TaskState.TASK_KILLED);
        agent().resume();
        until("t", TaskState.TASK_KILLED);

        untilOffers(2);
        Offer offer = framework.offer(1);
        framework.launch(offer, RawFramework.task("u", offer, "not run"));
        until("u", TaskState.TASK_RUNNING);
        agent().partition();
        kill("u");
        mesos.time().advance(Duration.ofSeconds(20));
        agent().heal();
        mesos.time().advance(Duration.ofSeconds(20));
        assertThat(framework.updates("u")).extracting(TaskStatus::getState).doesNotContain(TaskState.TASK_KILLED);
    }

    private void kill(String task) {
        Call.Builder call = Call.newBuilder().setType(Call.Type.KILL);
        call.getKillBuilder().getTaskIdBuilder().setValue(task);
        framework.call(call);
    }

    @Test
    void aRemovedAgentIsUnreachableAndAnotherOneBeginsInItsPlace() {
        AgentID id = running("t").getAgentId();
        agent().remove();
        until("t", TaskState.TASK_UNREACHABLE);
        agent().restart();
        mesos.time().advance(Duration.ofSeconds(5));
        assertThat(agent().id().orElseThrow()).isNotEqualTo(id.getValue());
    }

    @Test
    void anAgentThatShutsDownTakesItsTasksAlong() {
        AgentID id = running("t").getAgentId();
        agent().shutDown();
        assertThat(until("t", TaskState.TASK_LOST).getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
        mesos.time().advanceUntil(() -> !agent().isUp(), LONG);
        agent().restart();
        mesos.time().advance(Duration.ofSeconds(5));
        assertThat(agent().id().orElseThrow()).isEqualTo(id.getValue());
    }

    @Test
    void anAgentIsFoundByNumberNameAndNothingElse() {
        assertThat(mesos.agent(1)).isSameAs(agent());
        assertThat(agent().name()).isEqualTo("agent1");
        assertThat(mesos.agents()).containsExactly(agent().address());
        assertThatThrownBy(() -> mesos.agent("agent7")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAddedAgentIsRegisteredAndOffered() {
        untilOffers(1);
        EmbeddedAgent second = mesos.addAgent();
        EmbeddedAgent third = mesos.addAgent(settings -> settings.resources("cpus:%d;mem:64"));
        assertThat(second.id()).isPresent();
        assertThat(third.name()).isEqualTo("agent3");
        untilOffers(3);
        assertThat(framework.offers())
                .extracting(offer -> offer.getAgentId().getValue())
                .contains(second.id().orElseThrow(), third.id().orElseThrow());
    }

    @Test
    void afterAFailOverTheMasterKnowsItsAgentsButNoFramework() {
        running("t");
        assertThat(mesos.leader()).contains(mesos.master());
        mesos.failOver();
        assertThat(mesos.leader()).isEqualTo(Optional.empty());
        mesos.time().advanceUntil(() -> mesos.leader().isPresent(), LONG);
        mesos.time()
                .advanceUntil(
                        () -> mesos.state().contains("\"activated_slaves\":1.0")
                                || mesos.state().contains("\"activated_slaves\":1,"),
                        LONG);
        assertThat(mesos.state()).contains("\"recovered\":true");
    }

    @Test
    void aMasterThatIsKilledIsNotThereUntilItIsStarted() {
        untilOffers(1);
        mesos.killMaster(0);
        assertThatThrownBy(mesos::state).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> operator("{'type': 'GET_HEALTH'}")).isInstanceOf(IOException.class);
        mesos.startMaster(0);
        mesos.time().advanceUntil(() -> mesos.leader().isPresent(), LONG);
        assertThat(mesos.state()).contains("\"frameworks\":[]");
    }

    @Test
    void listenersHearOfChangesUntilTheyAreClosed() {
        AtomicInteger heard = new AtomicInteger();
        EmbeddedMesos.Registration registration = mesos.onChange(heard::incrementAndGet);
        running("t");
        assertThat(heard.get()).isPositive();
        registration.close();
        int before = heard.get();
        kill("t");
        until("t", TaskState.TASK_KILLED);
        assertThat(heard.get()).isEqualTo(before);
    }

    @Test
    void otherScriptsAreForTasksToCome() {
        running("t");
        mesos.script(task -> TaskScript.runsFor(Duration.ofSeconds(1)));
        untilOffers(2);
        Offer offer = framework.offer(1);
        framework.launch(offer, RawFramework.task("u", offer, "not run"));
        until("u", TaskState.TASK_FINISHED);
        assertThat(framework.updates("t")).extracting(TaskStatus::getState).doesNotContain(TaskState.TASK_FINISHED);
    }

    @Test
    void onlySimulatedTasksHaveScriptsAndOnlyAVirtualClockShowsItself() {
        assertThat(mesos.hasVirtualTime()).isTrue();
        try (EmbeddedMesos real = EmbeddedMesos.builder().agents(0).start()) {
            assertThat(real.hasVirtualTime()).isFalse();
            assertThat(real.workDirectory()).isDirectory();
            assertThatThrownBy(() -> real.script(task -> TaskScript.runs())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aDrainedAgentKillsItsTasksAndIsOfferedAgainOnceReactivated() throws Exception {
        AgentID id = running("t").getAgentId();
        assertThat(operator("{'type': 'DRAIN_AGENT', 'drain_agent': {'agent_id': {'value': '" + id.getValue() + "'}}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(until("t", TaskState.TASK_KILLED).getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_DRAINING);
        mesos.time().advanceUntil(() -> mesos.state().contains("\"DRAINED\""), LONG);
        int offers = framework.offers().size();
        mesos.time().advance(Duration.ofMinutes(1));
        assertThat(framework.offers()).hasSize(offers);
        operator("{'type': 'REACTIVATE_AGENT', 'reactivate_agent': {'agent_id': {'value': '" + id.getValue() + "'}}}");
        untilOffers(offers + 1);
    }

    @Test
    void anAgentMarkedGoneEndsAndItsTasksAreGone() throws Exception {
        AgentID id = running("t").getAgentId();
        operator("{'type': 'MARK_AGENT_GONE', 'mark_agent_gone': {'agent_id': {'value': '" + id.getValue() + "'}}}");
        until("t", TaskState.TASK_GONE_BY_OPERATOR);
        mesos.time().advanceUntil(() -> !agent().isUp(), LONG);
        agent().restart();
        mesos.time().advanceUntil(() -> !agent().isUp(), LONG);
        agent().remove();
        agent().restart();
        mesos.time()
                .advanceUntil(
                        () -> framework.offers().stream()
                                .anyMatch(offer -> !offer.getAgentId().equals(id)),
                        LONG);
    }

    @Test
    void scheduledMaintenanceBringsInverseOffersAndItsBeginningEndsTheAgent() throws Exception {
        running("t");
        String machine = "{'hostname': '127.0.0.1', 'ip': '127.0.0.1'}";
        operator("{'type': 'UPDATE_MAINTENANCE_SCHEDULE', 'update_maintenance_schedule': {'schedule': {'windows':"
                + " [{'machine_ids': [" + machine + "], 'unavailability': {'start': {'nanoseconds': 1}}}]}}}");
        until(Event.Type.INVERSE_OFFERS);
        operator("{'type': 'START_MAINTENANCE', 'start_maintenance': {'machines': [" + machine + "]}}");
        until("t", TaskState.TASK_LOST);
        until(Event.Type.RESCIND_INVERSE_OFFER);
        mesos.time().advanceUntil(() -> !agent().isUp(), LONG);
        agent().restart();
        mesos.time().advanceUntil(() -> !agent().isUp(), LONG);
        operator("{'type': 'STOP_MAINTENANCE', 'stop_maintenance': {'machines': [" + machine + "]}}");
        int offers = framework.offers().size();
        agent().restart();
        untilOffers(offers + 1);
    }
}
