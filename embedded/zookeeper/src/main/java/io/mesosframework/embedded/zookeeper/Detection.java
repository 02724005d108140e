package io.mesosframework.embedded.zookeeper;

import io.mesosframework.embedded.MasterElection.Candidate;
import io.mesosframework.embedded.MasterElection.Participation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks who leads whenever the masters' nodes have changed (PROTOCOL H11, H17); no one does while ZooKeeper is away (H16). */
final class Detection implements Participation {

    private static final Logger LOG = LoggerFactory.getLogger(Detection.class);

    private final Session session;
    private final String path;
    private final Consumer<Optional<Candidate>> leader;
    private final CuratorWatcher watcher;

    /** Whose node was last told of. For the session's thread, as all below. */
    private Optional<MasterNode> told = Optional.empty();

    private boolean tellsFirst = true;

    Detection(Session session, String path, Consumer<Optional<Candidate>> leader) {
        this.session = session;
        this.path = path;
        this.leader = leader;
        this.watcher = event -> session.ask(this::look);
    }

    void start() {
        session.start(state -> {
            if (state == ConnectionState.LOST) {
                session.ask(client -> nobody());
            } else if (state == ConnectionState.RECONNECTED) {
                session.ask(this::look);
            }
        });
        session.ask(this::look);
    }

    private void look(CuratorFramework client) throws Exception {
        Session.ensure(client, path);
        Optional<MasterNode> node =
                MasterNode.leader(client.getChildren().usingWatcher(watcher).forPath(path));
        if (node.isEmpty()) {
            nobody();
            return;
        }
        if (node.equals(told)) {
            return;
        }
        try {
            Candidate candidate = Announcement.read(
                    node.get(), client.getData().forPath(path + "/" + node.get().name()));
            tell(node, Optional.of(candidate));
        } catch (KeeperException.NoNodeException e) {
            nobody(); // the watch tells of its going (PROTOCOL H22)
        } catch (IllegalArgumentException e) {
            LOG.warn("The leading master's node cannot be read", e);
            nobody();
        }
    }

    private void nobody() {
        if (tellsFirst || told.isPresent()) {
            tell(Optional.empty(), Optional.empty());
        }
    }

    private void tell(Optional<MasterNode> node, Optional<Candidate> candidate) {
        tellsFirst = false;
        told = node;
        leader.accept(candidate);
    }

    @Override
    public CompletableFuture<Void> end() {
        return session.end();
    }
}
