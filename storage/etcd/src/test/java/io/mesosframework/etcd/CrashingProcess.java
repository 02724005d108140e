package io.mesosframework.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.Client;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.Transaction;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Goes so far with a large transaction and no further. */
final class CrashingProcess implements AutoCloseable {

    private static final int LIMIT_SECONDS = 30;

    private final Client client;
    private final EtcdKeys keys;
    private final EtcdJournal journal;
    private final EtcdCommits commits;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);

    CrashingProcess(Client client, EtcdKeys keys) {
        this.client = client;
        this.keys = keys;
        this.journal = new EtcdJournal(client, "etcd", keys);
        this.commits = new EtcdCommits(client, "etcd", keys, journal);
    }

    /** @param made how many of its parts; -1 if it is not even decided */
    void commit(Transaction transaction, int made) throws Exception {
        EtcdQueue steps = new EtcdQueue("etcd", thread, EtcdStorage.PATIENCE);
        EtcdLargeCommit commit = new EtcdLargeCommit(client, keys, commits, journal, steps, transaction);
        var parts = JournalPart.split(EtcdWrites.of(transaction, keys));
        commits.ready().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        commit.store(parts, 0).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (made >= 0) {
            assertThat(commit.decide(parts.size()).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(new Committed());
        }
        for (int i = 0; i < made; i++) {
            journal.step(new JournalPointer(commit.group(), i, parts.size())).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The end of its marker's lease, which comes some time after the crash. */
    void forgotten() throws Exception {
        client.getLeaseClient().revoke(commits.lease()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
