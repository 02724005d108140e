package io.mesosframework.etcd;

import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.WatchHub;
import io.mesosframework.utils.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, and what etcd tells from its revision on; again wherever that breaks off, and where the handler is behind by more than
 * {@link WatchHub#MAX_BEHIND} changes or 64 MiB.
 */
final class EtcdWatch implements Watch {

    private static final long AGAIN_MILLIS = 500;
    private static final long ANSWER_SECONDS = 3;
    private static final long MOST_BYTES_BEHIND = 64 << 20;

    private final EtcdStorage storage;
    private final String prefix;
    private final Consumer<WatchEvent> handler;
    private final ScheduledThreadPoolExecutor teller;
    private @Nullable Watcher watcher;
    private volatile long attempt;

    /** The revision up to which the handler was told everything. Of the teller's thread. */
    private long told;

    /** Whether the handler knows that etcd cannot be reached. Of the teller's thread. */
    private boolean interrupted;

    /** How much has come that the handler was not told yet. */
    private final AtomicLong behind = new AtomicLong();

    private final AtomicLong bytesBehind = new AtomicLong();

    private volatile boolean closed;

    EtcdWatch(EtcdStorage storage, String prefix, Consumer<WatchEvent> handler) {
        this.storage = storage;
        this.prefix = prefix;
        this.handler = handler;
        this.teller = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "mesos-etcd-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    void begin() {
        var unused = storage.readInOrder(prefix).whenComplete((answer, error) -> {
            if (error == null) {
                tell(() -> {
                    interrupted = false;
                    handle(new WatchEvent.Snapshot(storage.entries(answer)));
                    told = answer.revision();
                    follow(told + 1);
                });
            } else if (EtcdErrors.isPassing(Futures.cause(error))) {
                tell(() -> interrupted(EtcdErrors.translate(storage.toString(), error, false)));
                again();
            } else {
                fail(EtcdErrors.translate(storage.toString(), error, false));
            }
        });
    }

    private void interrupted(StorageException cause) {
        if (!interrupted) {
            interrupted = true;
            handle(new WatchEvent.Interrupted(cause));
        }
    }

    private synchronized void follow(long revision) {
        if (closed) {
            return;
        }
        long own = ++attempt;
        watcher = storage.client()
                .getWatchClient()
                .watch(
                        storage.keys().data(prefix),
                        WatchOption.builder()
                                .withRange(storage.keys().after(prefix))
                                .withRevision(revision)
                                .withRequireLeader(true)
                                .build(),
                        io.etcd.jetcd.Watch.listener(
                                answer -> arrived(answer, own),
                                error -> tell(() -> lost(own)),
                                () -> tell(() -> lost(own))));
    }

    /** On etcd's thread. */
    private void arrived(WatchResponse answer, long own) {
        long bytes = 0;
        for (var event : answer.getEvents()) {
            bytes += event.getKeyValue().getKey().size()
                    + event.getKeyValue().getValue().size();
        }
        long weight = bytes;
        int count = answer.getEvents().size();
        boolean tooMuch = bytesBehind.addAndGet(weight) > MOST_BYTES_BEHIND;
        if (behind.addAndGet(count) > WatchHub.MAX_BEHIND || tooMuch) {
            snapshotInstead(own);
        }
        tell(() -> {
            behind.addAndGet(-count);
            bytesBehind.addAndGet(-weight);
            changed(answer, own);
        });
    }

    /** The handler is told a snapshot instead of changes. */
    private synchronized void snapshotInstead(long own) {
        if (own != attempt || closed) {
            return;
        }
        attempt++;
        if (watcher != null) {
            watcher.close();
        }
        tell(this::begin);
    }

    private void changed(WatchResponse answer, long own) {
        if (own != attempt || isHalf(own)) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        long revision = 0;
        for (var event : answer.getEvents()) {
            long of = event.getKeyValue().getModRevision();
            if (of != revision && !changes.isEmpty()) {
                handle(new WatchEvent.Changed(changes));
                changes.clear();
            }
            revision = of;
            changes.add(
                    event.getEventType() == io.etcd.jetcd.watch.WatchEvent.EventType.DELETE
                            ? new Change.Deleted(
                                    storage.keys().name(event.getKeyValue().getKey()))
                            : new Change.Put(storage.entry(event.getKeyValue())));
        }
        if (!changes.isEmpty()) {
            handle(new WatchEvent.Changed(changes));
            told = revision;
        }
    }

    /** Whether what has changed may be half of a large transaction: then a snapshot is told instead, once it is whole. */
    private boolean isHalf(long own) {
        try {
            if (storage.lastStep().get(ANSWER_SECONDS, TimeUnit.SECONDS) <= told) {
                return false;
            }
            snapshotInstead(own);
        } catch (ExecutionException | TimeoutException e) {
            lost(own);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private synchronized void lost(long own) {
        if (own == attempt && !closed) {
            attempt++;
            again();
        }
    }

    private void again() {
        try {
            var unused = teller.schedule(this::begin, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    void fail(StorageException cause) {
        tell(() -> {
            handle(new WatchEvent.Failed(cause));
            close();
        });
    }

    private void tell(Runnable work) {
        try {
            teller.execute(work);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    private void handle(WatchEvent event) {
        if (!closed) {
            try {
                handler.accept(event);
            } catch (Throwable e) {
                close();
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e); // the teller would keep it to itself
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        storage.ended(this);
        if (watcher != null) {
            watcher.close();
        }
        teller.shutdown();
    }
}
