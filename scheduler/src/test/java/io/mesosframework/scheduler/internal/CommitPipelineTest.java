package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.scheduler.internal.CommitPipeline.StorageWrite;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import io.mesosframework.storage.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitPipelineTest {

    private static final List<Precondition> FENCE = List.of(new Precondition("term", 3));

    private final CommitPipeline pipeline = new CommitPipeline(FENCE, TransactionSize.LARGEST);

    @Test
    void aTurnWithoutWritesActsAtOnce() {
        Effect effect = effect();
        assertThat(pipeline.add(turn(List.of(), effect))).containsExactly(effect);
    }

    @Test
    void aTurnWithoutWritesKeepsItsPlaceBehindACommit() {
        Effect first = effect();
        Effect second = effect();
        Effect.Commit commit = onlyCommit(pipeline.add(turn(List.of(put("a", "1")), first)));
        assertThat(pipeline.add(turn(List.of(), second))).isEmpty();
        assertThat(pipeline.committed(commit.sequence())).containsExactly(first, second);
    }

    @Test
    void anEraseForgetsWhatWasPutBeforeItAndKeepsWhatIsPutAfter() {
        Effect.Commit first = onlyCommit(pipeline.add(turn(List.of(put("x", "0")))));
        pipeline.add(turn(List.of(put("kept/a", "1"), put("kept/b", "1"))));
        pipeline.add(turn(List.of(new StorageWrite.DeleteAll("kept/"))));
        pipeline.add(turn(List.of(put("kept/a", "2"))));
        Effect.Commit second = onlyCommit(pipeline.committed(first.sequence()));
        assertThat(second.transaction().writes())
                .containsExactlyInAnyOrder(new Write.DeletePrefix("kept/"), new Write.Put("kept/a", Bytes.ofText("2")));
    }

    @Test
    void aTurnOfManyWritesActsOnlyAfterTheLastOfItsCommits() {
        Effect effect = effect();
        List<StorageWrite> writes = IntStream.range(0, 23_456)
                .<StorageWrite>mapToObj(i -> put("k" + i, "v"))
                .toList();
        List<Transaction> committed = drain(pipeline.add(turn(writes, effect)), effect);
        assertThat(committed).hasSize(3);
        assertThat(committed.stream().mapToInt(one -> one.writes().size()).sum())
                .isEqualTo(23_456);
    }

    @Test
    void oneTurnIsOneCommitHoweverMuchTheStoragePrefers() {
        CommitPipeline small = new CommitPipeline(FENCE, new TransactionSize(200, 1 << 20));
        List<StorageWrite> writes = IntStream.range(0, 9_000)
                .<StorageWrite>mapToObj(i -> put("k" + i, "v"))
                .toList();

        assertThat(onlyCommit(small.add(turn(writes))).transaction().writes()).hasSize(9_000);
    }

    @Test
    void severalTurnsGoTogetherUpToWhatTheStoragePrefers() {
        CommitPipeline small = new CommitPipeline(FENCE, new TransactionSize(200, 1 << 20));
        Effect.Commit first = onlyCommit(small.add(turn(List.of(put("first", "v")))));
        for (int i = 0; i < 4; i++) {
            String key = "k" + i;
            small.add(turn(IntStream.range(0, 40)
                    .<StorageWrite>mapToObj(j -> put(key + "/" + j, "v"))
                    .toList()));
        }

        Effect.Commit second = onlyCommit(small.committed(first.sequence()));
        assertThat(second.transaction().writes()).hasSize(80);
        assertThat(onlyCommit(small.committed(second.sequence())).transaction().writes())
                .hasSize(80);
    }

    @Test
    void largeValuesAreSplitByTheirBytes() {
        Effect effect = effect();
        Bytes large = Bytes.of(new byte[Storage.MAX_VALUE_BYTES]);
        List<StorageWrite> writes = IntStream.range(0, 40)
                .<StorageWrite>mapToObj(i -> new StorageWrite.Put("k" + i, large))
                .toList();
        List<Transaction> committed = drain(pipeline.add(turn(writes, effect)), effect);
        assertThat(committed)
                .hasSizeGreaterThan(2)
                .allSatisfy(one -> assertThat(one.bytes()).isLessThanOrEqualTo(Storage.MAX_TRANSACTION_BYTES));
    }

    @Test
    void aCommitThatIsNotInFlightIsAFault() {
        assertThatThrownBy(() -> pipeline.committed(1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void effectsKeepTheirOrderAndNeverOvertakeTheirWrites(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Effect> added = new ArrayList<>();
        List<Effect> done = new ArrayList<>();
        List<Effect.Commit> flying = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            List<Effect> out;
            if (!flying.isEmpty() && random.nextBoolean()) {
                out = pipeline.committed(flying.remove(0).sequence());
            } else {
                Effect effect = effect();
                added.add(effect);
                boolean writes = random.nextInt(3) > 0;
                out = pipeline.add(turn(writes ? List.of(put("k" + random.nextInt(9), "v")) : List.of(), effect));
            }
            for (Effect effect : out) {
                if (effect instanceof Effect.Commit commit) {
                    flying.add(commit);
                } else {
                    done.add(effect);
                }
            }
            assertThat(flying).as("seed " + seed).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(done).as("seed " + seed).isEqualTo(added.subList(0, done.size()));
    }

    /** Lets every commit succeed; the effect must come with the end of the last, and not before. */
    private List<Transaction> drain(List<Effect> first, Effect last) {
        List<Transaction> committed = new ArrayList<>();
        List<Effect> out = first;
        while (out.stream().anyMatch(Effect.Commit.class::isInstance)) {
            assertThat(out).doesNotContain(last);
            Effect.Commit commit = onlyCommit(out);
            committed.add(commit.transaction());
            out = pipeline.committed(commit.sequence());
        }
        assertThat(out).containsExactly(last);
        return committed;
    }

    private static Effect.Commit onlyCommit(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Commit.class::isInstance)
                .map(Effect.Commit.class::cast)
                .reduce((one, other) -> {
                    throw new AssertionError("two commits at once");
                })
                .orElseThrow();
    }

    private static Effect effect() {
        return new Effect.Reply(new CompletableFuture<>());
    }

    private static StorageWrite put(String key, String value) {
        return new StorageWrite.Put(key, Bytes.ofText(value));
    }

    private static CommitPipeline.Turn turn(List<StorageWrite> writes, Effect... effects) {
        return new CommitPipeline.Turn(writes, List.of(effects), false);
    }
}
