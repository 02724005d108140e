package io.mesosframework.conformance.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.scheduler.Candidacy;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.StoredTasks;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.election.Candidate;
import io.mesosframework.storage.election.LeaderElection;
import io.mesosframework.storage.election.Leadership;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances of a framework that share a storage: one runs it, and another does when that one cannot any more. */
@Timeout(60)
@Tag("slow")
final class CandidacyTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Storage storage = Storage.inMemory();
    private EmbeddedMesos mesos;

    @BeforeEach
    void start() {
        mesos = EmbeddedMesos.builder()
                .allocationInterval(Duration.ofMillis(50))
                .start();
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        storage.close();
        mesos.close();
    }

    private Candidacy candidate(String name) {
        return candidate(name, leadership -> framework().leadership(leadership).start());
    }

    private Candidacy candidate(String name, Function<Leadership, Framework> start) {
        LeaderElection election = LeaderElection.in(storage, "ha", new Candidate(name, ""));
        open.push(election);
        Candidacy candidacy = Candidacy.start(election, start);
        open.push(candidacy);
        return candidacy;
    }

    private FrameworkBuilder framework() {
        return Framework.named("ha").masters(mesos.master()).storage(storage).failoverTimeout(Duration.ofHours(1));
    }

    private static Framework leading(Candidacy candidacy) {
        return await().atMost(SOON)
                .until(candidacy::leading, leading -> leading.isPresent())
                .orElseThrow();
    }

    private static Application service() {
        return Application.named("web")
                .instances(3)
                .cpus(0.1)
                .mem(32)
                .command("sleep 1000")
                .restart(Restart.ALWAYS)
                .build();
    }

    private static void awaitRunning(Framework framework) throws InterruptedException {
        framework.await(
                tasks -> framework.isReconciled()
                        && tasks.slotsIn(SlotState.RUNNING).size() == 3,
                SOON);
    }

    private static List<String> taskIds(Framework framework) {
        return framework.tasks().slots().stream()
                .map(slot -> slot.currentTask().id())
                .toList();
    }

    @Test
    void theNextLeaderGoesOnWithTheSameTasksUnderTheSameId() throws Exception {
        Candidacy first = candidate("first");
        Framework leader = leading(first);
        leader.put(service()).join();
        awaitRunning(leader);
        List<String> before = taskIds(leader);
        FrameworkID id = leader.id().orElseThrow();

        Candidacy second = candidate("second");
        StoredTasks seenByStandby = StoredTasks.follow(storage, "ha");
        open.push(seenByStandby);
        await().atMost(SOON)
                .until(() -> seenByStandby.tasks().slotsIn(SlotState.RUNNING).size() == 3);
        assertThat(second.leading()).isEmpty();
        await().atMost(SOON).until(() -> second.leader().isPresent());
        assertThat(second.leader().orElseThrow().candidate().instance()).isEqualTo("first");

        first.close();
        assertThat(first.leading()).isEmpty();
        assertThat(first.ended()).isCompleted();
        Framework next = leading(second);
        awaitRunning(next);
        assertThat(next.id()).contains(id);
        assertThat(taskIds(next)).isEqualTo(before);
    }

    @Test
    void whoIsDeposedStandsByAndLeadsAgain() throws Exception {
        Candidacy first = candidate("first");
        Framework before = leading(first);
        Candidacy second = candidate("second");
        storage.commit(Transaction.builder().delete("elections/ha/leader").build())
                .join();
        assertThatThrownBy(() -> before.terminated().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DeposedException.class)
                .hasMessageContaining("does not lead any more");
        Candidacy now = await().atMost(SOON)
                .until(
                        () -> first.leading()
                                        .filter(other -> !other.equals(before))
                                        .isPresent()
                                ? first
                                : second.leading().isPresent() ? second : null,
                        leads -> leads != null);
        assertThat(now.ended()).isNotDone();
        now.close();
        leading(now == first ? second : first);
    }

    @Test
    void aStorageThatFailsForAMomentCostsOnlyAnotherElection() {
        List<Integer> starts = new ArrayList<>();
        Candidacy candidacy = candidate("a", leadership -> {
            starts.add(starts.size());
            if (starts.size() < 3) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, false, "it sleeps", null);
            }
            return framework().leadership(leadership).start();
        });
        leading(candidacy);
        assertThat(starts).hasSize(3);
    }

    @Test
    void whatAnotherElectionWouldNotMendEndsTheCandidacy() {
        Candidacy candidacy = candidate("a", leadership -> {
            throw new StorageException(StorageException.Kind.CORRUPT, false, "it is torn", null);
        });
        assertThatThrownBy(() -> candidacy.ended().get(10, TimeUnit.SECONDS)).hasMessageContaining("it is torn");
        assertThat(leading(candidate("b")).terminated()).isNotDone();
    }

    @Test
    void aTeardownEndsTheCandidacyInPeace() throws Exception {
        Candidacy candidacy = candidate("a");
        Framework framework = leading(candidacy);
        framework.await(tasks -> framework.isReconciled(), SOON);
        framework.teardown().get(10, TimeUnit.SECONDS);
        candidacy.ended().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoTakesTheFrameworkOutsideOfTheElectionIsNotFoughtWith() {
        Candidacy candidacy = candidate("a");
        leading(candidacy);
        Framework usurper = framework().start();
        open.push(usurper);
        assertThatThrownBy(() -> candidacy.ended().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DeposedException.class);
        assertThat(usurper.terminated()).isNotDone();
    }

    @Test
    void closingWhileStandingByEndsAtOnce() throws Exception {
        leading(candidate("first"));
        Candidacy second = candidate("second");
        second.close();
        second.ended().get(1, TimeUnit.SECONDS);
        assertThat(second.leading()).isEmpty();
    }

    /** Reading is all that the slots of others are for. */
    @Test
    void theStoredTasksAreThoseOfTheLeader() throws Exception {
        Framework leader = leading(candidate("first"));
        leader.put(service()).join();
        awaitRunning(leader);
        try (StoredTasks stored = StoredTasks.follow(storage, "ha")) {
            await().atMost(SOON)
                    .until(() -> stored.tasks().slotsIn(SlotState.RUNNING).size() == 3);
            assertThat(stored.tasks().slots().stream().map(Slot::key))
                    .containsExactlyElementsOf(
                            leader.tasks().slots().stream().map(Slot::key).toList());
            leader.delete("web").join();
            await().atMost(SOON).until(() -> stored.tasks().slots().isEmpty());
            assertThat(stored.tasks().specifications()).isEmpty();
        }
    }
}
