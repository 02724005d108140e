package io.mesosframework.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {

    private static final Bytes ONE = Bytes.ofText("one");
    private static final Bytes TWO = Bytes.ofText("two");

    @Test
    void theLastWriteOfAKeyCounts() {
        assertThat(Transaction.builder().put("a", ONE).put("a", TWO).build().writes())
                .containsExactly(new Write.Put("a", TWO));
        assertThat(Transaction.builder().put("a", ONE).delete("a").build().writes())
                .containsExactly(new Write.Delete("a"));
        assertThat(Transaction.builder().delete("a").put("a", ONE).build().writes())
                .containsExactly(new Write.Put("a", ONE));
    }

    @Test
    void aPrefixDeletionTakesEarlierWritesAlongAndLeavesLaterOnes() {
        Transaction transaction = Transaction.builder()
                .put("a/1", ONE)
                .put("ab", ONE)
                .put("b", ONE)
                .deletePrefix("a")
                .put("a/2", TWO)
                .build();

        assertThat(transaction.writes())
                .containsExactly(new Write.DeletePrefix("a"), new Write.Put("a/2", TWO), new Write.Put("b", ONE));
    }

    @Test
    void whatIsIncludedComesAfterWhatIsThere() {
        Transaction first = Transaction.builder()
                .require("term", 7)
                .put("a", ONE)
                .put("b/1", ONE)
                .build();
        Transaction second = Transaction.builder()
                .require("term", 7)
                .require("c", 0)
                .deletePrefix("b/")
                .put("a", TWO)
                .build();

        Transaction both = Transaction.builder().include(first).include(second).build();

        assertThat(both.preconditions()).containsExactly(new Precondition("term", 7), new Precondition("c", 0));
        assertThat(both.writes()).containsExactly(new Write.DeletePrefix("b/"), new Write.Put("a", TWO));
    }

    @Test
    void aKeyCannotBeRequiredAtTwoVersions() {
        Transaction.Builder builder = Transaction.builder().require("a", 1).require("a", 1);

        assertThatThrownBy(() -> builder.require("a", 2))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> Transaction.builder().require("a", -1)).isInstanceOf(StorageException.class);
    }

    @Test
    void aKeyWrittenTwiceIsRefusedWithoutTheBuilder() {
        assertThatThrownBy(() -> new Transaction(List.of(), List.of(new Write.Put("a", ONE), new Write.Delete("a"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("written twice");
        assertThatThrownBy(
                        () -> new Transaction(List.of(new Precondition("a", 1), new Precondition("a", 1)), List.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("required twice");
    }

    @Test
    void aValueHasAtMostAMebibyte() {
        Transaction.Builder builder = Transaction.builder().put("a", new byte[Storage.MAX_VALUE_BYTES]);

        assertThatThrownBy(() -> builder.put("b", new byte[Storage.MAX_VALUE_BYTES + 1]))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("'b' has 1048577");
    }

    @Test
    void aTransactionKnowsItsSizeAndItsLimits() {
        Transaction.Builder large = Transaction.builder();
        for (int i = 0; i < 15; i++) {
            large.put("k" + (char) ('a' + i), new byte[Storage.MAX_VALUE_BYTES]);
        }
        assertThat(large.build().bytes()).isEqualTo(15L * (Storage.MAX_VALUE_BYTES + 2));
        assertThatThrownBy(
                        () -> large.put("kz", new byte[Storage.MAX_VALUE_BYTES]).build())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("in parts");

        Transaction.Builder many = Transaction.builder();
        for (int i = 0; i < Storage.MAX_OPERATIONS; i++) {
            many.put("k" + i, ONE);
        }
        assertThat(many.build().operations()).isEqualTo(Storage.MAX_OPERATIONS);
        assertThatThrownBy(() -> many.require("x", 0).build())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("10001");
    }

    @Test
    void valuesAreCopiedBothWays() {
        byte[] mine = {1, 2, 3};
        Bytes value = Bytes.of(mine);
        mine[0] = 9;
        value.toArray()[1] = 9;

        assertThat(value.toArray()).containsExactly(1, 2, 3);
        assertThat(value).isEqualTo(Bytes.of(new byte[] {1, 2, 3})).hasToString("3 bytes '???'");
    }
}
