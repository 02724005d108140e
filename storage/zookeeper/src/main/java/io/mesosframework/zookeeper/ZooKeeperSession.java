package io.mesosframework.zookeeper;

import io.mesosframework.zookeeper.MasterRecord.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.Stat;

/** A connection to ZooKeeper that only reads, and makes itself anew for as long as it takes. */
final class ZooKeeperSession {

    private static final int RETRY_MILLIS = 500;

    /** Hears of the session; called by ZooKeeper's threads. */
    interface Listener {
        /** There is a session, perhaps a new one. */
        void connected();

        /** There is none, for as long as a session lasts without a word (PROTOCOL H16). */
        void lost();
    }

    private final CuratorFramework client;
    private final String path;

    ZooKeeperSession(ZooKeeperUrl url, Duration timeout, Listener listener) {
        ZKClientConfig quiet = new ZKClientConfig();
        quiet.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        int millis = Math.toIntExact(timeout.toMillis());
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(url.servers())
                .ensembleTracker(false) // the URL says where it is
                .sessionTimeoutMs(millis)
                .connectionTimeoutMs(millis)
                .retryPolicy(new RetryOneTime(RETRY_MILLIS))
                .zkClientConfig(quiet);
        url.credentials().ifPresent(text -> builder.authorization("digest", text.getBytes(StandardCharsets.UTF_8)));
        client = builder.build();
        path = url.path();
        client.getConnectionStateListenable().addListener((connection, state) -> {
            if (state == ConnectionState.LOST) {
                listener.lost();
            } else if (state.isConnected()) {
                listener.connected();
            }
        });
    }

    void start() {
        client.start();
    }

    /** What stands below the path; the watcher hears of the next change, also where the path is not there yet. */
    List<String> children(CuratorWatcher watcher) throws Exception {
        try {
            return client.getChildren().usingWatcher(watcher).forPath(path);
        } catch (KeeperException.NoNodeException e) {
            if (client.checkExists().usingWatcher(watcher).forPath(path) != null) {
                return children(watcher);
            }
            return List.of();
        }
    }

    /** What a node holds; the watcher hears when it holds something else. */
    Optional<byte[]> data(String name, CuratorWatcher watcher) throws Exception {
        String node = path + "/" + name;
        // Looked at first: more than the client's limit would cut the connection, again and again.
        Stat stat = client.checkExists().usingWatcher(watcher).forPath(node);
        if (stat == null) {
            return Optional.empty();
        }
        if (stat.getDataLength() > MasterRecord.MAX_BYTES) {
            throw new UnreadableException("it holds " + stat.getDataLength() + " bytes, and a record has no more than "
                    + MasterRecord.MAX_BYTES);
        }
        try {
            return Optional.of(client.getData().forPath(node));
        } catch (KeeperException.NoNodeException e) {
            return Optional.empty();
        }
    }

    void close() {
        client.close();
    }
}
