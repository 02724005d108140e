package io.mesosframework.reference;

import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.http.Origin;
import io.mesosframework.zookeeper.MasterDetection;
import io.mesosframework.zookeeper.ZooKeeperMasters;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the masters are, as {@code --master} says it: their addresses, or a ZooKeeper that knows who leads. Secrets stay in it. */
final class Masters implements MasterDetector, AutoCloseable {

    private static final String ZOOKEEPER = "zk://";
    private static final int DEFAULT_PORT = 5050;

    private final MasterDetector detector;
    private final @Nullable ZooKeeperMasters zooKeeper;

    private Masters(MasterDetector detector, @Nullable ZooKeeperMasters zooKeeper) {
        this.detector = detector;
        this.zooKeeper = zooKeeper;
    }

    /** What is wrong with the values of the flag, in words; empty where nothing is. */
    static Optional<String> problem(List<String> values) {
        if (values.size() > 1 && values.stream().anyMatch(Masters::isZooKeeper)) {
            return Optional.of(
                    "--master: a zk:// URL stands alone; its servers stand in it, zk://host:port,host:port/path");
        }
        try {
            if (isZooKeeper(values)) {
                ZooKeeperMasters.at(values.get(0));
            } else {
                addresses(values).forEach(address -> Origin.parse(address, DEFAULT_PORT));
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("--master: " + e.getMessage());
        }
    }

    /**
     * Begins to look for them.
     *
     * @param https whether those that ZooKeeper knows speak it
     * @param told what ZooKeeper tells, in words for a person
     */
    static Masters of(List<String> values, boolean https, Consumer<String> told) {
        if (isZooKeeper(values)) {
            ZooKeeperMasters found = ZooKeeperMasters.at(values.get(0))
                    .https(https)
                    .listener(detection -> words(detection).ifPresent(told))
                    .start();
            return new Masters(found, found);
        }
        return new Masters(
                MasterDetector.of(addresses(values)
                        .map(address -> https ? spokenTo(address) : address)
                        .toArray(String[]::new)),
                null);
    }

    private static String spokenTo(String address) {
        return address.contains("://") ? address : "https://" + address;
    }

    /** For people, and without a secret. */
    static String shown(List<String> values) {
        return isZooKeeper(values)
                ? ZOOKEEPER + values.get(0).strip().replaceFirst("^zk://([^/]*@)?", "")
                : addresses(values).collect(Collectors.joining(", "));
    }

    private static Optional<String> words(MasterDetection detection) {
        return switch (detection.state()) {
            case LEADER ->
                Optional.of("the master at " + detection.masters().get(0).authority() + " leads, says ZooKeeper");
            case NONE -> Optional.of("ZooKeeper knows no master so far");
            case UNREADABLE ->
                Optional.of("in ZooKeeper " + detection.problem() + "; tried instead: "
                        + detection.masters().stream().map(Origin::authority).collect(Collectors.joining(", ")));
            case UNAVAILABLE -> Optional.of(detection.problem());
            case CONNECTING -> Optional.empty();
        };
    }

    private static boolean isZooKeeper(List<String> values) {
        return values.size() == 1 && isZooKeeper(values.get(0));
    }

    private static boolean isZooKeeper(String value) {
        return value.strip().startsWith(ZOOKEEPER);
    }

    /** An empty one stays, to be refused. */
    private static Stream<String> addresses(List<String> values) {
        return values.stream().flatMap(value -> Stream.of(value.split(",", -1)));
    }

    @Override
    public List<Origin> masters() {
        return detector.masters();
    }

    @Override
    public void close() {
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }
}
