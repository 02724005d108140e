package io.mesosframework.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Transactions of {@link #PARTS} MB, which put one value under as many keys. */
final class LargeTransactions {

    static final int LIMIT_SECONDS = 30;
    static final int PARTS = 4;

    private LargeTransactions() {}

    /** Requires that there were so many before it. */
    static Transaction.Builder after(long version) {
        Transaction.Builder large = Transaction.builder().include(any(version));
        for (int i = 0; i < PARTS; i++) {
            large.require("big/" + i, version);
        }
        return large;
    }

    static Transaction any(long seed) {
        Transaction.Builder large = Transaction.builder();
        byte[] value = new byte[1_000_000];
        new SplittableRandom(seed).nextBytes(value);
        for (int i = 0; i < PARTS; i++) {
            large.put("big/" + i, value);
        }
        return large.build();
    }

    static void assertCommits(Storage storage, Transaction.Builder transaction) throws Exception {
        assertThat(storage.commit(transaction.build()).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isEqualTo(new Committed());
    }

    static void assertAt(Storage storage, long version) throws Exception {
        assertThat(versionOf(storage.range("big/").get(LIMIT_SECONDS, TimeUnit.SECONDS)))
                .isEqualTo(version);
    }

    /** How many were made, of which all that is there is of the last. */
    static long versionOf(List<Entry> entries) {
        assertThat(entries.size()).isIn(0, PARTS);
        for (Entry entry : entries) {
            assertThat(entry.version()).isEqualTo(entries.get(0).version());
            assertThat(entry.value()).isEqualTo(entries.get(0).value());
        }
        return entries.isEmpty() ? 0 : entries.get(0).version();
    }
}
