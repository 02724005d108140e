package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.ReservationPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Applications that keep their data, on one Mesos or another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StatefulJob {

    @TempDir
    Path folder;

    abstract String master();

    /** Kills the agent of that address, waits until it is missed, and starts it again. */
    abstract void restartAgent(String address);

    private Journal journal() {
        return new Journal(master(), folder);
    }

    private LiveFramework start(Storage storage, UnaryOperator<FrameworkBuilder> more) {
        return LiveFramework.start(
                "journals",
                List.of(master()),
                builder -> more.apply(builder.roles(Journal.ROLE).storage(storage)));
    }

    @Test
    @Scenario(
            title = "An application with a persistent volume",
            shows =
                    "Each slot's tasks find what the earlier ones wrote, after a restart and after the framework itself was"
                            + " started again; once deleted nothing stays reserved.")
    void tasksFindTheVolumeOfTheirSlotAgain() throws Exception {
        Journal journal = journal();
        Path file = folder.resolve("journal.db");
        String first;
        String other;
        String second;
        List<SlotReservation> kept;
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live = start(storage, builder -> builder)) {
            live.put(journal.application(2));
            first = journal.running(live, 0);
            other = journal.running(live, 1);
            assertThat(journal.log(first)).containsExactly(first);
            assertThat(journal.log(other)).containsExactly(other);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(live.framework().reservations())
                            .hasSize(2)
                            .allMatch(one -> one.stage() == SlotReservation.Stage.HELD));
            kept = List.copyOf(live.framework().reservations());

            second = journal.restarted(live, 0, first);
            assertThat(journal.log(second)).containsExactly(first, second);
            assertThat(journal.log(journal.running(live, 1, other))).hasSize(2).startsWith(other);
        }
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live = start(storage, builder -> builder)) {
            await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
            assertThat(live.framework().reservations()).containsExactlyElementsOf(kept);
            String third = journal.restarted(live, 0, first, second);
            assertThat(journal.log(third)).containsExactly(first, second, third);
            assertThat(live.framework().reservations()).containsExactlyElementsOf(kept);
            journal.givesAllBack(live);
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "An agent with a persistent volume is killed and comes back",
            shows = "The task that uses the volume lives on, and the next one finds what it wrote.")
    void anAgentThatComesBackStillHasTheVolume() throws Exception {
        Journal journal = journal();
        try (LiveFramework live = start(Storage.inMemory(), builder -> builder)) {
            live.put(journal.application(1));
            String first = journal.running(live, 0);
            assertThat(journal.log(first)).containsExactly(first);

            restartAgent(
                    live.await("journal", 0, SlotState.RUNNING).currentTask().address());
            live.await("journal", 0, SlotState.RUNNING);
            assertThat(live.taskIds()).containsValue(first);

            String second = journal.restarted(live, 0, first);
            assertThat(journal.log(second)).containsExactly(first, second);
            journal.givesAllBack(live);
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "A principal for a volume",
            shows = "Mesos knows the volume and its reservation by the principal; one that is not the framework's is"
                    + " refused.")
    void aVolumeIsMadeByThePrincipal() throws Exception {
        Journal journal = journal();
        Application application = journal.application(1, "", ", \"principal\": \"librarian\"");
        try (LiveFramework other = start(Storage.inMemory(), builder -> builder.principal("gardener"))) {
            assertThat(other.framework().put(application))
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidApplicationsException.class)
                    .withMessageContaining("resources.disk.persistence.principal: must be the framework's, 'gardener'");
            await().atMost(PATIENCE).until(() -> other.framework().isReconciled());
            other.teardown();
        }
        for (UnaryOperator<FrameworkBuilder> known : List.<UnaryOperator<FrameworkBuilder>>of(
                builder -> builder, builder -> builder.principal("librarian"))) {
            try (LiveFramework live = start(Storage.inMemory(), known)) {
                live.put(application);
                journal.running(live, 0);
                assertThat(journal.agents().split("\"principal\":\"librarian\"", -1).length)
                        .as("that of the volume, and of each reservation")
                        .isGreaterThan(3);
                journal.givesAllBack(live);
                live.teardown();
            }
        }
    }

    @Test
    @Scenario(
            title = "Reservations that nobody knows",
            shows = "What the framework once reserved and has forgotten is given back, or left alone where so wished.")
    void whatIsForgottenIsGivenBackOrKeptAsWished() throws Exception {
        Journal journal = journal();
        String id;
        try (LiveFramework live = start(Storage.inMemory(), builder -> builder)) {
            live.put(journal.application(1));
            journal.running(live, 0);
            id = live.id();
        }
        try (LiveFramework keeping = start(knowing(id), builder -> builder.reservations(ReservationPolicy.KEEP))) {
            runAnother(keeping);
            assertThat(keeping.framework().reservations()).isEmpty();
            assertThat(journal.agents()).contains("persistence");
        }
        try (LiveFramework releasing = start(knowing(id), builder -> builder)) {
            runAnother(releasing);
            journal.awaitNothingReserved();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(releasing.framework().reservations()).isEmpty());
            releasing.teardown();
        }
    }

    @Test
    @Scenario(
            title = "An operator takes by hand what slots keep",
            shows =
                    "A slot that lost a reservation makes another; one that lost its volume waits and says so, until it is"
                            + " scaled down.")
    void whatAnOperatorTakesByHandIsMadeAnewOrToldOf() throws Exception {
        ByHand operator = new ByHand(master());
        Path flag = folder.resolve("operator-done");
        try (LiveFramework live =
                start(Storage.inMemory(), builder -> builder.missingReservationAfter(Duration.ofSeconds(2)))) {
            live.put(ByHand.application("bare", flag, ""));
            live.put(
                    ByHand.application(
                            "full",
                            flag,
                            ", \"disk\": {\"size\": 32, \"persistence\": {\"id\": \"data\"}, \"volume\": {\"container_path\": \"kept\"}}"));
            live.await("bare", 0, SlotState.WAITING);
            live.await("full", 0, SlotState.WAITING);
            SlotReservation bare = ByHand.held(live, "bare");
            SlotReservation full = ByHand.held(live, "full");
            operator.unreserve(bare);
            operator.destroy(full);
            Files.createFile(flag);

            live.await("bare", 0, SlotState.RUNNING);
            assertThat(ByHand.held(live, "bare").id()).isNotEqualTo(bare.id());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(live.framework().shortfalls())
                            .singleElement()
                            .satisfies(why -> assertThat(why.text())
                                    .startsWith("waits for its volume, which has been destroyed on agent "
                                            + full.agent())));
            assertThat(live.framework().scale("full", 0)).succeedsWithin(PATIENCE);
            await().atMost(PATIENCE).until(() -> !journal().agents().contains(full.id()));
            assertThat(live.framework().scale("full", 1)).succeedsWithin(PATIENCE);
            live.await("full", 0, SlotState.RUNNING);
            live.delete("bare");
            live.delete("full");
            journal().awaitNothingReserved();
            live.teardown();
        }
    }

    /** A storage that has lost all but the framework's id. */
    private static Storage knowing(String id) {
        Storage storage = Storage.inMemory();
        storage.commit(Transaction.builder()
                        .put("frameworks/journals/id", id.getBytes(StandardCharsets.UTF_8))
                        .build())
                .join();
        return storage;
    }

    /** One on each agent, so that both were offered; the forgotten task is killed. */
    private void runAnother(LiveFramework live) throws Exception {
        live.put(Application.named("another")
                .cpus(0.1)
                .mem(32)
                .instances(2)
                .role(Journal.ROLE)
                .strategy(new Strategy(Strategy.Type.UNIQUE, Strategy.Effort.STRICT))
                .command("exec sleep 600")
                .build());
        live.awaitAll("another", SlotState.RUNNING);
        MasterView view = new MasterView(master());
        await().atMost(PATIENCE)
                .until(() -> view.liveTasks(live.id()).stream().noneMatch(task -> task.startsWith("journal.")));
        live.delete("another");
        live.framework().await(tasks -> tasks.specification("another").isEmpty(), PATIENCE);
    }
}
