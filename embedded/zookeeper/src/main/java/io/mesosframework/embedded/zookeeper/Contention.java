package io.mesosframework.embedded.zookeeper;

import io.mesosframework.embedded.MasterElection.Candidate;
import io.mesosframework.embedded.MasterElection.Participation;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.EventType;

/**
 * A master's node, as long as its session lives (PROTOCOL H7). A second one stands for its replica of the log, as real
 * masters have it: whoever looks for masters has to pass it over.
 */
final class Contention implements Participation {

    private static final String REPLICAS = "/log_replicas";

    private final Session session;
    private final String path;
    private final Candidate candidate;
    private final Runnable lost;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean announced;

    Contention(Session session, String path, Candidate candidate, Runnable lost) {
        this.session = session;
        this.path = path;
        this.candidate = candidate;
        this.lost = lost;
    }

    void start() {
        session.start(state -> {
            if (state == ConnectionState.LOST && announced) {
                lose();
            }
        });
        session.ask(this::announce);
    }

    private void announce(CuratorFramework client) throws Exception {
        Session.ensure(client, path + REPLICAS);
        create(client, path + REPLICAS + "/", "log-replica(1)@" + candidate.address());
        String node = create(client, path + "/" + MasterNode.PREFIX, candidate.masterInfo());
        announced = true;
        CuratorWatcher watcher = event -> {
            if (event.getType() == EventType.NodeDeleted) {
                lose();
            }
        };
        if (client.checkExists().usingWatcher(watcher).forPath(node) == null) {
            lose();
        }
    }

    private static String create(CuratorFramework client, String prefix, String data) throws Exception {
        return client.create()
                .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
                .forPath(prefix, data.getBytes(StandardCharsets.UTF_8));
    }

    private void lose() {
        if (!session.isEnded() && over.compareAndSet(false, true)) {
            lost.run();
        }
    }

    @Override
    public CompletableFuture<Void> end() {
        over.set(true);
        return session.end();
    }
}
