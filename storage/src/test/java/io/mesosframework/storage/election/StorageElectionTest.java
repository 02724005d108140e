package io.mesosframework.storage.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.MesosException;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StorageElectionTest {

    private static final String LEADER_KEY = "elections/web/leader";

    private final Storage storage = Storage.inMemory();
    private final List<LeaderElection> open = new ArrayList<>();

    private LeaderElection election(String instance) {
        LeaderElection election = LeaderElection.in(storage, "web", new Candidate(instance, "http://" + instance));
        open.add(election);
        return election;
    }

    @AfterEach
    void closeAll() {
        open.forEach(LeaderElection::close);
        storage.close();
    }

    @Test
    void theFirstLeadsAndTheNextFollowsWhenItResigns() throws Exception {
        LeaderElection first = election("first");
        LeaderElection second = election("second");
        Leadership leads = get(first.campaign());
        assertThat(leads.term()).isEqualTo(1);
        assertThat(leads.isValid()).isTrue();
        assertThat(commit(leads)).isInstanceOf(CommitResult.Committed.class);

        CompletableFuture<Leadership> waiting = second.campaign();
        await().until(() -> second.leader().isPresent());
        assertThat(second.leader()).contains(new Leader(new Candidate("first", "http://first"), 1));
        assertThat(waiting).isNotDone();

        get(leads.resign());
        assertThat(leads.isValid()).isFalse();
        get(leads.lost());
        Leadership next = get(waiting);
        assertThat(next.term()).isEqualTo(2);
        assertThat(commit(leads)).isInstanceOf(CommitResult.Conflict.class);
        assertThat(commit(next)).isInstanceOf(CommitResult.Committed.class);
        await().until(() -> first.leader().filter(leader -> leader.term() == 2).isPresent());
    }

    @Test
    void campaigningTwiceIsCampaigningOnce() throws Exception {
        LeaderElection election = election("a");
        assertThat(get(election.campaign())).isSameAs(get(election.campaign()));
    }

    @Test
    void whoCancelsItsFutureLosesNothing() throws Exception {
        LeaderElection election = election("a");
        election.campaign().cancel(true);
        assertThat(get(election.campaign()).isValid()).isTrue();
    }

    @Test
    void closingGivesUpWhatIsHeldAndFailsWhoWaits() throws Exception {
        LeaderElection first = election("first");
        Leadership leads = get(first.campaign());
        LeaderElection second = election("second");
        CompletableFuture<Leadership> waiting = second.campaign();
        LeaderElection third = election("third");
        CompletableFuture<Leadership> last = third.campaign();
        second.close();
        assertThatThrownBy(() -> get(waiting))
                .hasCauseInstanceOf(MesosException.class)
                .hasMessageContaining("closed");
        first.close();
        assertThat(leads.isValid()).isFalse();
        get(leads.lost());
        assertThat(get(last).term()).isEqualTo(2);
        assertThat(first.campaign()).isCompletedExceptionally();
    }

    /** Else its lease would be kept alive for as long as the storage is open, and nobody led. */
    @Test
    void whoIsElectedOnlyAfterItWasClosedHoldsNothing() throws Exception {
        CompletableFuture<Void> standing = new CompletableFuture<>();
        CompletableFuture<Void> answering = new CompletableFuture<>();
        Storage slow = new ForwardingStorage(storage) {
            @Override
            public CompletableFuture<CommitResult> commit(Transaction transaction) {
                CompletableFuture<CommitResult> done = super.commit(transaction);
                standing.complete(null);
                return answering.thenCompose(now -> done);
            }
        };
        LeaderElection closed = LeaderElection.in(slow, "web", new Candidate("closed", ""));
        CompletableFuture<Leadership> waiting = closed.campaign();
        get(standing);
        closed.close();
        answering.complete(null);

        assertThat(waiting).isCompletedExceptionally();
        assertThat(get(election("next").campaign()).term()).isEqualTo(2);
    }

    @Test
    void aLeaseThatComesOnlyAfterItWasClosedIsGivenBack() throws Exception {
        CompletableFuture<Lease> asked = new CompletableFuture<>();
        CompletableFuture<Lease> answer = new CompletableFuture<>();
        Storage slow = new ForwardingStorage(storage) {
            @Override
            public CompletableFuture<Lease> lease(Duration timeToLive) {
                asked.complete(super.lease(timeToLive).join());
                return answer;
            }
        };
        LeaderElection closed = LeaderElection.in(slow, "web", new Candidate("closed", ""));
        var unused = closed.campaign();
        Lease lease = get(asked);
        closed.close();
        answer.complete(lease);

        get(lease.ended());
        assertThat(get(storage.get(LEADER_KEY))).isEmpty();
    }

    @Test
    void whoseKeyIsTakenAwayLeadsNoMore() throws Exception {
        Leadership leads = get(election("a").campaign());
        storage.commit(Transaction.builder().delete(LEADER_KEY).build()).join();
        get(leads.lost());
        assertThat(leads.isValid()).isFalse();
        assertThat(commit(leads)).isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void nobodyIsElectedWhileAForeignRecordIsThere() throws Exception {
        storage.commit(Transaction.builder()
                        .put(LEADER_KEY, Bytes.ofText("garbage"))
                        .build())
                .join();
        LeaderElection election = LeaderElection.in(storage, "web", new Candidate("a", ""), Duration.ofSeconds(1));
        open.add(election);
        CompletableFuture<Leadership> waiting = election.campaign();
        assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);
        assertThat(election.leader()).isEmpty();
        storage.commit(Transaction.builder().delete(LEADER_KEY).build()).join();
        assertThat(get(waiting).term()).isEqualTo(1);
    }

    @Test
    void observersHearEveryChangeInOrder() throws Exception {
        LeaderElection election = election("a");
        List<Optional<Long>> terms = new CopyOnWriteArrayList<>();
        AutoCloseable observing = election.observe(leader -> terms.add(leader.map(Leader::term)));
        election.observe(leader -> {
            throw new IllegalStateException("an observer's fault");
        });
        get(get(election.campaign()).resign());
        get(election.campaign());
        await().until(() -> terms.size() == 4);
        assertThat(terms).containsExactly(Optional.empty(), Optional.of(1L), Optional.empty(), Optional.of(2L));
        observing.close();
        get(get(election.campaign()).resign());
        assertThat(terms).hasSize(4);
    }

    @Test
    void electionsOfOtherNamesAreLeftAlone() throws Exception {
        get(election("a").campaign());
        LeaderElection other = LeaderElection.in(storage, "web/2", new Candidate("b", ""));
        open.add(other);
        assertThat(get(other.campaign()).term()).isEqualTo(1);
    }

    @Test
    void amongManyOneLeadsAtATimeAndEachInItsTurn() throws Exception {
        List<LeaderElection> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(election("i" + i));
        }
        List<CompletableFuture<Leadership>> waiting =
                all.stream().map(LeaderElection::campaign).toList();
        for (int term = 1; term <= 12; term++) {
            await().until(() -> waiting.stream().anyMatch(future -> isValid(future)));
            List<Leadership> leading = waiting.stream()
                    .filter(StorageElectionTest::isValid)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(leading).hasSize(1);
            assertThat(leading.get(0).term()).isEqualTo(term);
            get(leading.get(0).resign());
        }
    }

    @Test
    void whatIsNoElectionIsRefused() {
        Candidate candidate = new Candidate("a", "");
        assertThatThrownBy(() -> LeaderElection.in(storage, " ", candidate)).hasMessageContaining("name");
        assertThatThrownBy(() -> LeaderElection.in(storage, "x", candidate, Duration.ofMillis(999)))
                .hasMessageContaining("1 s to 10 min");
    }

    private static boolean isValid(CompletableFuture<Leadership> future) {
        return future.isDone() && future.join().isValid();
    }

    private CommitResult commit(Leadership leadership) {
        Transaction.Builder transaction = Transaction.builder().put("x", Bytes.ofText("y"));
        leadership.fence().forEach(transaction::require);
        return storage.commit(transaction.build()).join();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }
}
