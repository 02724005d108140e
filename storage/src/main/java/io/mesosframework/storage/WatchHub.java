package io.mesosframework.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches of a storage that sees all its changes itself, for who writes such a driver. Events are told on a thread of the hub, which
 * there is only while there is something to tell. A watch that is behind by more than {@link #MAX_BEHIND} changes is told a snapshot instead
 * of them.
 */
public final class WatchHub implements AutoCloseable {

    /** How many changes wait for one watch at most. */
    public static final int MAX_BEHIND = 20_000;

    /** Where snapshots come from. */
    @FunctionalInterface
    public interface Source {

        /**
         * Reads all under the prefix and passes it on, before any {@link WatchHub#changed} that tells what the reading has not seen,
         * and after all that it has. May do so later, on any thread.
         */
        void read(String prefix, Consumer<List<Entry>> snapshot);
    }

    private final Source source;
    private final ThreadPoolExecutor teller;
    private final Set<Watching> watches = ConcurrentHashMap.newKeySet();

    public WatchHub(String threadName, Source source) {
        this.source = source;
        this.teller = new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins a watch. */
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        Watching watch = new Watching(Keys.checkPrefix(prefix), handler);
        watches.add(watch);
        source.read(prefix, watch::snapshot);
        return watch;
    }

    /** Whether nobody would be told of a change. */
    public boolean isEmpty() {
        return watches.isEmpty();
    }

    /** One commit has changed this, in this order. Called by one thread at a time. */
    public void changed(List<Change> changes) {
        for (Watching watch : watches) {
            watch.changed(changes);
        }
    }

    /** Ends all watches with {@link WatchEvent.Failed}. */
    public void fail(StorageException cause) {
        for (Watching watch : watches) {
            watch.fail(cause);
        }
    }

    /** Tells what is to be told, and stops; see {@link #fail}. */
    @Override
    public void close() {
        teller.shutdown();
    }

    private final class Watching implements Watch {

        private final String prefix;
        private final Consumer<WatchEvent> handler;

        /** What waits to be told. Guarded by itself, as is all below. */
        private final Deque<WatchEvent> events = new ArrayDeque<>();

        /** How many changes {@link #events} holds. */
        private int behind;

        /** Whether changes are of use: a snapshot has come since the last of them was lost. */
        private boolean following;

        private boolean telling;
        private boolean closed;

        Watching(String prefix, Consumer<WatchEvent> handler) {
            this.prefix = prefix;
            this.handler = handler;
        }

        void snapshot(List<Entry> entries) {
            synchronized (events) {
                following = true;
                add(new WatchEvent.Snapshot(entries));
            }
        }

        void changed(List<Change> changes) {
            List<Change> own = new ArrayList<>();
            for (Change change : changes) {
                if (change.key().startsWith(prefix)) {
                    own.add(change);
                }
            }
            if (own.isEmpty()) {
                return;
            }
            synchronized (events) {
                if (!following) {
                    return;
                }
                if (behind + own.size() > MAX_BEHIND) {
                    following = false;
                    events.clear();
                    behind = 0;
                    start();
                } else {
                    behind += own.size();
                    add(new WatchEvent.Changed(own));
                }
            }
        }

        void fail(StorageException cause) {
            synchronized (events) {
                following = false;
                add(new WatchEvent.Failed(cause));
            }
        }

        @Override
        public void close() {
            watches.remove(this);
            synchronized (events) {
                closed = true;
                following = false;
                events.clear();
            }
        }

        private void add(WatchEvent event) {
            if (!closed) {
                events.add(event);
                start();
            }
        }

        private void start() {
            if (!telling) {
                telling = true;
                try {
                    teller.execute(this::tell);
                } catch (RejectedExecutionException e) {
                    telling = false;
                }
            }
        }

        private void tell() {
            for (WatchEvent event = next(); event != null; event = next()) {
                if (event instanceof WatchEvent.Failed) {
                    close(event);
                    return;
                }
                tell(event);
            }
        }

        private void close(WatchEvent last) {
            tell(last);
            close();
        }

        /** A handler that throws is not called again; the thread's handler for such things is told why. */
        private void tell(WatchEvent event) {
            try {
                handler.accept(event);
            } catch (Throwable e) {
                close();
                throw e;
            }
        }

        private @Nullable WatchEvent next() {
            synchronized (events) {
                WatchEvent event = events.poll();
                if (event instanceof WatchEvent.Changed changed) {
                    behind -= changed.changes().size();
                }
                if (event != null) {
                    return event;
                }
                telling = false;
                if (closed || following) {
                    return null;
                }
            }
            source.read(prefix, this::snapshot);
            return null;
        }
    }
}
