package io.mesosframework.benchmarks;

import io.mesosframework.testing.etcd.EtcdCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A framework with many running slots ends and starts again from what is stored: from the start of its process until it leads and is reconciled. */
final class SlotRestart {

    static final String SQLITE = "restart of a framework with its slots running, SQLite, an embedded Mesos";
    static final String ETCD = "restart of a framework with its slots running, etcd of one member, an embedded Mesos";

    private static final double GOAL_SECONDS_SQLITE = 10;
    private static final double GOAL_SECONDS_ETCD = 15;
    private static final int TASKS_AN_AGENT = 100;
    private static final int ALLOCATION_MILLIS = 1000;
    private static final List<String> HEAP = List.of("-Xmx1g");

    private SlotRestart() {}

    /** Arguments: {@link #SQLITE} or {@link #ETCD}, and agents; a hundred tasks will run on each. */
    public static void main(String[] args) throws Exception {
        int agents = Integer.parseInt(args[1]);
        (args[0].equals(ETCD) ? onEtcd(agents) : onSqlite(agents)).forEach(figure -> figure.print(System.out));
    }

    static List<Figure> onSqlite(int agents) throws Exception {
        Path directory = Files.createTempDirectory("mesos-bench");
        try {
            return measure(SQLITE, agents, directory.resolve("bench.db").toString(), GOAL_SECONDS_SQLITE);
        } finally {
            OfferToAccept.delete(directory);
        }
    }

    static List<Figure> onEtcd(int agents) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.single()) {
            return measure(ETCD, agents, "etcd:" + etcd.member().endpoint(), GOAL_SECONDS_ETCD);
        }
    }

    private static List<Figure> measure(String part, int agents, String storage, double goal) throws Exception {
        int slots = agents * TASKS_AN_AGENT;
        try (MesosProcess mesos =
                new MesosProcess(agents, "cpus:12;mem:40960;disk:10000;ports:[31000-31999]", ALLOCATION_MILLIS)) {
            double launched;
            try (SlotProcess first = new SlotProcess(List.of(), HEAP, mesos.master(), slots, storage)) {
                launched = first.startSeconds();
            }
            double cpu = mesos.cpuSeconds();
            try (SlotProcess again = new SlotProcess(List.of(), HEAP, mesos.master(), slots, storage)) {
                String what = "%,d slots".formatted(slots);
                return List.of(
                        Figure.of(part, what + ": to the first time that all run", launched, "s"),
                        Figure.withGoal(
                                part,
                                what + ": started again, leading and reconciled",
                                again.startSeconds(),
                                "s",
                                goal),
                        Figure.of(part, what + ": processor time of the framework", again.cpuSeconds(), "s"),
                        Figure.of(part, what + ": and of the Mesos", mesos.cpuSeconds() - cpu, "s"));
            }
        }
    }
}
