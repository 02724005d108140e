package io.mesosframework.benchmarks;

import io.mesosframework.testing.etcd.EtcdCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Statuses at a steady pace, each of which changes a slot and is acknowledged only when that is durable: how long the commits take, and beside them the least that
 * the same bytes take, one after the other, on the same disk and by the same etcd's bare client.
 */
final class DurableStatuses {

    static final String SQLITE = "5,000 durable statuses a second, SQLite with full sync";
    static final String ETCD = "5,000 durable statuses a second, etcd of one member";

    private static final int A_SECOND = 5_000;
    private static final int FLOOR_SECONDS = 5;
    private static final double GOAL_MILLIS = 100;

    /** What is too late by more has not kept up. */
    private static final double KEPT_UP = 0.99;

    private static final List<String> HEAP = List.of("-Xmx512m");

    private final String part;
    private final int slots;
    private final int warmUp;
    private final int seconds;

    DurableStatuses(String part, int slots, int warmUp, int seconds) {
        this.part = part;
        this.slots = slots;
        this.warmUp = warmUp;
        this.seconds = seconds;
    }

    /** Arguments: {@link #SQLITE} or {@link #ETCD}, slots, seconds to warm up, seconds to measure. */
    public static void main(String[] args) throws Exception {
        DurableStatuses statuses = new DurableStatuses(
                args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        (args[0].equals(ETCD) ? statuses.onEtcd() : statuses.onSqlite()).forEach(figure -> figure.print(System.out));
    }

    List<Figure> onSqlite() throws Exception {
        Path directory = Files.createTempDirectory("mesos-bench");
        try {
            return measure(directory.resolve("bench.db").toString(), directory, List.of());
        } finally {
            OfferToAccept.delete(directory);
        }
    }

    List<Figure> onEtcd() throws Exception {
        Path directory = Files.createTempDirectory("mesos-bench");
        try (EtcdCluster etcd = EtcdCluster.single()) {
            String endpoint = etcd.member().endpoint();
            return measure("etcd:" + endpoint, directory, List.of(endpoint));
        } finally {
            OfferToAccept.delete(directory);
        }
    }

    private List<Figure> measure(String storage, Path directory, List<String> etcd) throws Exception {
        ScriptedMaster master = new ScriptedMaster(slots);
        List<Figure> figures = new ArrayList<>();
        int bytes;
        try (RawServer server = new RawServer(master);
                SlotProcess framework = new SlotProcess(List.of(), HEAP, server.address(), slots, storage)) {
            master.awaitAcknowledged(slots);
            master.feed(A_SECOND, warmUp);
            framework.ask(SlotServer.FORGET);
            double cpu = framework.cpuSeconds();
            ScriptedMaster.Fed fed = master.feed(A_SECOND, seconds);
            cpu = framework.cpuSeconds() - cpu;
            double commits = framework.ask(SlotServer.COMMITS);
            bytes = (int) framework.ask(SlotServer.BYTES);
            figures.add(Figure.withGoalAtLeast(
                    part, "sent and acknowledged a second", fed.acknowledgedASecond(), "1/s", A_SECOND * KEPT_UP));
            figures.add(Figure.of(part, "commit: median", framework.ask(SlotServer.MEDIAN), "ms"));
            figures.add(Figure.withGoal(part, "commit: p99", framework.ask(SlotServer.P99), "ms", GOAL_MILLIS));
            figures.add(Figure.of(part, "status to acknowledgement: p99", fed.p99(), "ms"));
            figures.add(Figure.of(part, "statuses a commit", fed.statuses() / commits, "1"));
            figures.add(Figure.of(part, "bytes a commit", bytes, "bytes"));
            figures.add(Figure.of(part, "heap afterwards, of 512 MB at most", framework.heapMegabytes(), "MB"));
            figures.add(Figure.of(part, "processor time of the framework", cpu / fed.statuses() * 1e6, "us/status"));
        }
        int floorSeconds = Math.min(seconds, FLOOR_SECONDS);
        figures.addAll(Floor.ofFile(part, directory.resolve("floor"), bytes, floorSeconds));
        for (String endpoint : etcd) {
            figures.addAll(Floor.ofEtcd(part, endpoint, bytes, floorSeconds));
        }
        return figures;
    }
}
