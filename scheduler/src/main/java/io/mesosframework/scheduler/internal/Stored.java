package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a start finds in storage, with the term it has taken. From then on every commit of an earlier instance fails, as
 * each carries the version that the term had for that instance. A leader takes the term only while it leads.
 *
 * @param kept what was persisted, by key
 * @param frameworkId the id the framework has in Mesos; null where it was never registered
 * @param fence what holds while this instance is the last that started and, where it was elected, leads
 */
record Stored(Map<String, Bytes> kept, @Nullable FrameworkID frameworkId, List<Precondition> fence) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * @param leadership what holds while this instance leads; nothing where there is no election
     * @throws DeposedException if it does not, or another instance starts just now
     */
    static Stored takeOver(Storage storage, Keys keys, List<Precondition> leadership, Instant now) {
        long before = get(storage.get(keys.term())).map(Entry::version).orElse(0L);
        Transaction.Builder take = Transaction.builder()
                .require(keys.term(), before)
                .put(keys.term(), ("taken " + now).getBytes(StandardCharsets.UTF_8));
        leadership.forEach(take::require);
        if (get(storage.commit(take.build())) instanceof CommitResult.Conflict conflict) {
            throw new DeposedException(
                    conflict.key().equals(keys.term())
                            ? "Another instance of this framework is starting on the same storage"
                            : "This instance does not lead any more: " + conflict);
        }
        Map<String, Bytes> kept = new LinkedHashMap<>();
        FrameworkID frameworkId = null;
        List<Entry> entries = get(storage.range(keys.space()));
        for (Entry entry : entries) {
            if (entry.key().equals(keys.frameworkId())) {
                frameworkId =
                        FrameworkID.newBuilder().setValue(entry.value().text()).build();
            } else if (entry.key().startsWith(keys.kept())) {
                kept.put(entry.key().substring(keys.kept().length()), entry.value());
            }
        }
        List<Precondition> fence = new ArrayList<>(leadership);
        fence.add(new Precondition(keys.term(), before + 1));
        return new Stored(kept, frameworkId, List.copyOf(fence));
    }

    /** What the storage answers. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MesosException mesos
                    ? mesos
                    : new MesosException("The storage failed", e.getCause());
        } catch (TimeoutException e) {
            throw new MesosException("The storage did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MesosException("Interrupted while reading the storage", e);
        }
    }
}
