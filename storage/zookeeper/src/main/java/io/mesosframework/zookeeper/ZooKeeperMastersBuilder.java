package io.mesosframework.zookeeper;

import java.time.Duration;
import java.util.function.Consumer;

/** How masters are looked for. Not for several threads at once; starts any number of detectors. */
public final class ZooKeeperMastersBuilder {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final ZooKeeperUrl url;
    private Duration sessionTimeout = Duration.ofSeconds(10);
    private boolean https;
    private Consumer<MasterDetection> listener = detection -> {};

    ZooKeeperMastersBuilder(ZooKeeperUrl url) {
        this.url = url;
    }

    /**
     * For how long ZooKeeper may be silent before that is told: from 100 ms to 1 h, 10 s by default, as Mesos has it (PROTOCOL
     * H15). ZooKeeper's servers have bounds of their own, and theirs win.
     */
    public ZooKeeperMastersBuilder sessionTimeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("The session time-out is from 100 ms to 1 h, not " + timeout);
        }
        sessionTimeout = timeout;
        return this;
    }

    /**
     * Whether the masters speak https, which ZooKeeper does not tell (PROTOCOL H14); they are then connected to by name instead of
     * address. No by default.
     */
    public ZooKeeperMastersBuilder https(boolean spoken) {
        https = spoken;
        return this;
    }

    /**
     * Hears of every change, once and in order, on one of the detector's threads, which it must not hold. None by default; changes are
     * logged in any case.
     */
    public ZooKeeperMastersBuilder listener(Consumer<MasterDetection> heard) {
        listener = heard;
        return this;
    }

    /** Begins to look; returns at once. */
    public ZooKeeperMasters start() {
        return new ZooKeeperMasters(url, sessionTimeout, https, listener);
    }
}
