package io.mesosframework.embedded.zookeeper;

import io.mesosframework.embedded.MasterElection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Embedded masters announce themselves in a ZooKeeper just as Mesos' own do, and the one with the lowest node leads, so that
 * any client finds it by {@code zk://} (PROTOCOL H7-H12).
 *
 * <pre>{@code
 * EmbeddedMesos.builder().masters(3).election(ZooKeeperElection.at("zk://127.0.0.1:2181/mesos")).start();
 * }</pre>
 *
 * <p>Each master has a session of its own. One that is killed leaves its node for the {@linkplain
 * io.mesosframework.embedded.EmbeddedMesosBuilder#electionTime election time}; one whose session expires, or whose node is
 * taken away, ends. Real masters may contend at the same path; where one of them leads, the embedded ones point to it.
 *
 * <p>Immutable.
 */
public final class ZooKeeperElection implements MasterElection {

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private final ZooKeeperUrl url;
    private final Duration sessionTimeout;

    private ZooKeeperElection(ZooKeeperUrl url, Duration sessionTimeout) {
        this.url = url;
        this.sessionTimeout = sessionTimeout;
    }

    /**
     * At this place.
     *
     * @param url as Mesos' own {@code --zk}: {@code zk://[user:password@]host[:port][,host[:port]…]/path}
     * @throws IllegalArgumentException if it is not understood
     */
    public static ZooKeeperElection at(String url) {
        return new ZooKeeperElection(ZooKeeperUrl.parse(url), SESSION_TIMEOUT);
    }

    /** How long ZooKeeper may be away before all is lost; 10 s by default, as Mesos has it (PROTOCOL H15). */
    public ZooKeeperElection sessionTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The session time-out must be above zero: " + timeout);
        }
        return new ZooKeeperElection(url, timeout);
    }

    @Override
    public Participation contend(Candidate candidate, Runnable lost) {
        Contention contention = new Contention(session(candidate.address()), url.path(), candidate, lost);
        contention.start();
        return contention;
    }

    @Override
    public Participation detect(Consumer<Optional<Candidate>> leader) {
        Detection detection = new Detection(session("detector"), url.path(), leader);
        detection.start();
        return detection;
    }

    private Session session(String name) {
        return new Session(url, sessionTimeout, name);
    }

    /** The place, without credentials. */
    @Override
    public String toString() {
        return url.toString();
    }
}
