package io.mesosframework.zookeeper;

import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.http.Origin;
import io.mesosframework.zookeeper.MasterDetection.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the leading master by the ZooKeeper in which the masters elect it (PROTOCOL section H).
 *
 * <pre>{@code
 * ZooKeeperMasters masters = ZooKeeperMasters.at("zk://10.0.0.1:2181,10.0.0.2:2181/mesos").start();
 * Framework.named("mine").masterDetector(masters);
 * }</pre>
 *
 * <p>Connects in the background and for as long as it takes; it only reads. A leader that changes is known within milliseconds, one that
 * dies when its session ends (10 s, as the masters have it). A subscription that lives is left alone: who leads matters to the next attempt. While
 * ZooKeeper is away the last known masters are still tried. A node that cannot be read, forged or garbled, is told of once and passed
 * over.
 *
 * <p>May be used by any number of threads and clients at once. Close it after them.
 */
public final class ZooKeeperMasters implements MasterDetector, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperMasters.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration MOST_AT_END = Duration.ofSeconds(1);

    private final ZooKeeperUrl url;
    private final boolean https;
    private final Consumer<MasterDetection> listener;
    private final ZooKeeperSession session;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CuratorWatcher watcher = event -> ask();

    /** Both change under this object's lock only. */
    private volatile MasterDetection detection = new MasterDetection(State.CONNECTING, List.of(), "");

    private boolean connected;

    ZooKeeperMasters(ZooKeeperUrl url, Duration sessionTimeout, boolean https, Consumer<MasterDetection> listener) {
        this.url = url;
        this.https = https;
        this.listener = listener;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "zookeeper-masters");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.session = new ZooKeeperSession(url, sessionTimeout, new ZooKeeperSession.Listener() {
            @Override
            public void connected() {
                synchronized (ZooKeeperMasters.this) {
                    connected = true;
                }
                ask();
            }

            @Override
            public void lost() {
                unavailable(false, "there is no connection to it for " + sessionTimeout.toMillis() + " ms");
            }
        });
        session.start();
        schedule(() -> silent(sessionTimeout), sessionTimeout);
    }

    /**
     * With what is needed to begin.
     *
     * @param url as Mesos' own {@code --zk}: {@code zk://[user:password@]host[:port][,host[:port]…]/path}, the port 2181 where none
     *     is given; a password may hold an at sign but no slash
     * @throws IllegalArgumentException if it is not understood; the message shows neither user nor password
     */
    public static ZooKeeperMastersBuilder at(String url) {
        return new ZooKeeperMastersBuilder(ZooKeeperUrl.parse(url));
    }

    /** Whom to try now; answers at once. */
    @Override
    public List<Origin> masters() {
        return detection.masters();
    }

    /** What is known now, and what is wrong. */
    public MasterDetection detection() {
        return detection;
    }

    /** Looks on its own thread; once, however often it was asked meanwhile. */
    private void ask() {
        if (asked.compareAndSet(false, true)) {
            schedule(this::look, Duration.ZERO);
        }
    }

    private void schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("Closed: nothing is looked at any more");
        }
    }

    private void look() {
        asked.set(false);
        try {
            MasterDetection found =
                    Announced.look(session.children(watcher), node -> session.data(node.name(), watcher), https);
            synchronized (this) {
                if (connected) {
                    publish(found);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failed(e);
        }
    }

    private void failed(Exception cause) {
        if (cause instanceof KeeperException refused && !isOfConnection(refused)) {
            unavailable(true, "it does not let " + url.path() + " be read: " + refused.code());
        } else {
            LOG.debug("ZooKeeper at {} does not answer", url, cause); // where it stays so, the session is lost
        }
        schedule(this::ask, RETRY);
    }

    private static boolean isOfConnection(KeeperException e) {
        return switch (e.code()) {
            case CONNECTIONLOSS, OPERATIONTIMEOUT, SESSIONEXPIRED, SESSIONMOVED, SESSIONCLOSEDREQUIRESASLAUTH -> true;
            default -> false;
        };
    }

    private synchronized void silent(Duration time) {
        if (detection.state() == State.CONNECTING && !connected) {
            unavailable(false, "it has not answered for " + time.toMillis() + " ms");
        }
    }

    private synchronized void unavailable(boolean connection, String problem) {
        connected = connection;
        publish(new MasterDetection(
                State.UNAVAILABLE, detection.masters(), "ZooKeeper at " + url + " is not of use: " + problem));
    }

    private synchronized void publish(MasterDetection found) {
        if (closed.get() || found.equals(detection)) {
            return;
        }
        detection = found;
        switch (found.state()) {
            case LEADER ->
                LOG.info("The master at {} leads, by {}", found.masters().get(0), url);
            case NONE, CONNECTING -> LOG.info("No master has announced itself at {}", url);
            case UNREADABLE -> LOG.warn("At {} {}; masters tried instead: {}", url, found.problem(), found.masters());
            case UNAVAILABLE -> LOG.warn("{}; last known masters: {}", found.problem(), found.masters());
        }
        try {
            listener.accept(found);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The listener of the masters at {} failed", url, e);
        }
    }

    /** Ends the session; waits for ZooKeeper to have heard of it, but not for long. The last known masters stay as they are. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            thread.shutdownNow();
            Thread ending = new Thread(session::close, "zookeeper-masters-end");
            ending.setDaemon(true);
            ending.start();
            try {
                ending.join(MOST_AT_END.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The place, without credentials. */
    @Override
    public String toString() {
        return url.toString();
    }
}
