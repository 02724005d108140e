package io.mesosframework.embedded.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to ZooKeeper, and a thread that asks it things one after the other. */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int RETRY_MILLIS = 2000;
    private static final int CONNECT_MILLIS = 10_000;

    /** Something that is asked of ZooKeeper, and may fail in many ways. */
    interface Question {
        void ask(CuratorFramework client) throws Exception;
    }

    private final CuratorFramework client;
    private final ExecutorService thread;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Session(ZooKeeperUrl url, Duration timeout, String name) {
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(url.servers())
                .sessionTimeoutMs(Math.toIntExact(timeout.toMillis()))
                .connectionTimeoutMs((int) Math.min(timeout.toMillis(), CONNECT_MILLIS))
                .retryPolicy(new RetryForever(RETRY_MILLIS))
                .dontUseContainerParents()
                .aclProvider(rights(url));
        url.credentials().ifPresent(text -> builder.authorization("digest", text.getBytes(StandardCharsets.UTF_8)));
        client = builder.build();
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "embedded-mesos-zookeeper-" + name);
            made.setDaemon(true);
            return made;
        });
    }

    /** With credentials all may read and only their owner may write (PROTOCOL H6). */
    private static ACLProvider rights(ZooKeeperUrl url) {
        List<ACL> rights = url.credentials().isEmpty()
                ? Ids.OPEN_ACL_UNSAFE
                : Stream.concat(Ids.CREATOR_ALL_ACL.stream(), Ids.READ_ACL_UNSAFE.stream())
                        .collect(Collectors.toCollection(ArrayList::new)); // asked whether it contains null
        return new ACLProvider() {
            @Override
            public List<ACL> getDefaultAcl() {
                return rights;
            }

            @Override
            public List<ACL> getAclForPath(String path) {
                return rights;
            }
        };
    }

    /** Connects, in the background and for as long as it takes. */
    void start(Consumer<ConnectionState> listener) {
        client.getConnectionStateListenable().addListener((connection, state) -> {
            if (!ended.get()) {
                listener.accept(state);
            }
        });
        client.start();
    }

    boolean isEnded() {
        return ended.get();
    }

    /** Asks on the session's thread, behind what is asked already; nothing once it has ended. */
    void ask(Question question) {
        try {
            thread.execute(() -> {
                try {
                    if (!ended.get()) {
                        question.ask(client);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    if (!ended.get()) {
                        LOG.warn(
                                "ZooKeeper at {} refuses",
                                client.getZookeeperClient().getCurrentConnectionString(),
                                e);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Ended: nothing is asked any more");
        }
    }

    /** Makes a node and those above it, unless it is there. */
    static void ensure(CuratorFramework client, String path) throws Exception {
        try {
            client.create()
                    .creatingParentsIfNeeded()
                    .withMode(CreateMode.PERSISTENT)
                    .forPath(path, new byte[0]);
        } catch (KeeperException.NodeExistsException e) {
            LOG.trace("{} is there", path);
        }
    }

    /** Ends the session at ZooKeeper, and with it all its ephemeral nodes. */
    CompletableFuture<Void> end() {
        if (ended.compareAndSet(false, true)) {
            Thread ending = new Thread(
                    () -> {
                        thread.shutdownNow();
                        client.close();
                        end.complete(null);
                    },
                    "embedded-mesos-zookeeper-end");
            ending.setDaemon(true);
            ending.start();
        }
        return end;
    }
}
