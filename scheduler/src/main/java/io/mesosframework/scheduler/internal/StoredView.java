package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** See {@link io.mesosframework.scheduler.StoredTasks}. */
public final class StoredView implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoredView.class);

    /** Of ten times what reading took the last time, nine are left to others. */
    private static final int IDLE_SHARE = 9;

    private static final long FOLLOW_AGAIN_MILLIS = 2000;

    private final Storage storage;
    private final String prefix;
    private final InstantSource clock;
    private final Executor later;
    private final ReentrantLock keeping = new ReentrantLock();
    private final Map<String, Bytes> kept = new HashMap<>();
    private boolean changed;
    private boolean closed;
    private @Nullable Watch watch;
    private @Nullable String lastTrouble;
    private FrameworkCondition.Part following;

    private final ReentrantLock reading = new ReentrantLock();
    private TaskView tasks = new DefaultTaskManager(new SplittableRandom());
    private long notBefore = System.nanoTime();

    /** @param framework whose name tells its space in the storage */
    public StoredView(Storage storage, String framework, InstantSource clock) {
        this(storage, framework, clock, CompletableFuture.delayedExecutor(FOLLOW_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** @param later runs what it is given after a while */
    StoredView(Storage storage, String framework, InstantSource clock, Executor later) {
        this.later = later;
        this.storage = storage;
        this.prefix = Keys.of(framework).kept();
        this.clock = clock;
        this.following =
                new FrameworkCondition.Part(false, clock.instant(), "what is stored has not been read since the start");
        follow();
    }

    private void follow() {
        Watch begun = storage.watch(prefix, this::on);
        boolean isLate;
        keeping.lock();
        try {
            watch = begun;
            isLate = closed;
        } finally {
            keeping.unlock();
        }
        if (isLate) {
            begun.close();
        }
    }

    /** As they stand, or stood the last time that it was worth to read them. */
    public TaskView tasks() {
        reading.lock();
        try {
            long now = System.nanoTime();
            Map<String, Bytes> read = now - notBefore >= 0 ? takeChanged() : null;
            if (read != null) {
                tasks = restored(read);
                notBefore = System.nanoTime() + IDLE_SHARE * (System.nanoTime() - now);
            }
            return tasks;
        } finally {
            reading.unlock();
        }
    }

    /** Whether that is what is stored. */
    public FrameworkCondition.Part following() {
        keeping.lock();
        try {
            return following;
        } finally {
            keeping.unlock();
        }
    }

    private @Nullable Map<String, Bytes> takeChanged() {
        keeping.lock();
        try {
            boolean isNew = changed;
            changed = false;
            return isNew ? new HashMap<>(kept) : null;
        } finally {
            keeping.unlock();
        }
    }

    /** What cannot be read is left to the instance that leads to complain about, in full; here the last that could is shown. */
    private TaskView restored(Map<String, Bytes> read) {
        DefaultTaskManager manager = new DefaultTaskManager(new SplittableRandom());
        try {
            manager.restore(read, clock.instant());
            return manager;
        } catch (MesosException e) {
            LOG.warn("What is stored cannot be shown: {}", e.getMessage());
            return tasks;
        }
    }

    private void on(WatchEvent event) {
        keeping.lock();
        try {
            if (event instanceof WatchEvent.Snapshot snapshot) {
                kept.clear();
                snapshot.entries().forEach(this::put);
                changed = true;
                lastTrouble = null;
                told(true, "");
            } else if (event instanceof WatchEvent.Changed changes) {
                changes.changes().forEach(this::apply);
                changed = true;
            } else if (event instanceof WatchEvent.Interrupted interrupted) {
                told(
                        false,
                        "what is stored is not followed: " + interrupted.cause().getMessage());
            } else if (event instanceof WatchEvent.Failed failed) {
                failed(failed.cause());
            }
        } finally {
            keeping.unlock();
        }
    }

    /** Told once for as long as it is the same. With the lock. */
    private void failed(RuntimeException cause) {
        if (closed) {
            return;
        }
        boolean isOver = cause instanceof StorageException refused && refused.kind() == StorageException.Kind.CLOSED;
        String words = String.valueOf(cause.getMessage());
        told(false, "what is stored is not followed: " + words);
        if (!words.equals(lastTrouble)) {
            lastTrouble = words;
            LOG.warn(
                    "What is stored is not followed {}: {}",
                    isOver ? "any more" : "just now, which is tried again",
                    words);
        }
        if (!isOver) {
            later.execute(this::followAgain);
        }
    }

    private void told(boolean isWell, String words) {
        Instant since = following.isWell() == isWell ? following.since() : clock.instant();
        following = new FrameworkCondition.Part(isWell, since, words);
    }

    private void followAgain() {
        if (isClosed()) {
            return;
        }
        try {
            follow();
        } catch (RuntimeException e) {
            keeping.lock();
            try {
                failed(e);
            } finally {
                keeping.unlock();
            }
        }
    }

    private boolean isClosed() {
        keeping.lock();
        try {
            return closed;
        } finally {
            keeping.unlock();
        }
    }

    private void apply(Change change) {
        if (change instanceof Change.Put put) {
            put(put.entry());
        } else {
            kept.remove(change.key().substring(prefix.length()));
        }
    }

    private void put(Entry entry) {
        kept.put(entry.key().substring(prefix.length()), entry.value());
    }

    @Override
    public void close() {
        Watch last;
        keeping.lock();
        try {
            closed = true;
            last = watch;
        } finally {
            keeping.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
