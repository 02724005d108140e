package io.mesosframework.benchmarks;

import io.mesosframework.testing.etcd.EtcdCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * From the signal that ends a leading {@code mesosfw run --ha} to the SUBSCRIBED of the instance that stands by. The lease is 5 s, and renewed every third
 * of that, so of a leader that is killed it lasts 3.3 to 5 s.
 */
final class Failover implements AutoCloseable {

    static final String PART =
            "mesosfw run --ha, etcd of one member, an embedded Mesos: from a signal to the next SUBSCRIBED";

    private static final String SUBSCRIBED = "subscribed as framework";
    private static final double GOAL_SECONDS_TERM = 1;
    private static final double GOAL_SECONDS_KILL = 7;

    private final Path root;
    private final String master;
    private final String storage;
    private final List<Instance> instances = new ArrayList<>();

    private Failover(Path root, String master, String storage) {
        this.root = root;
        this.master = master;
        this.storage = storage;
    }

    static List<Figure> measure(Path root, int times) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.single();
                MesosProcess mesos = new MesosProcess(1, "cpus:4;mem:4096", 1000);
                Failover failover = new Failover(
                        root, mesos.master(), "etcd:" + etcd.member().endpoint())) {
            return List.of(
                    Figure.withGoal(
                            PART,
                            "SIGTERM: longest",
                            failover.longest(times, Process::destroy),
                            "s",
                            GOAL_SECONDS_TERM),
                    Figure.withGoal(
                            PART,
                            "kill -9: longest",
                            failover.longest(times, Process::destroyForcibly),
                            "s",
                            GOAL_SECONDS_KILL));
        }
    }

    private double longest(int times, Consumer<Process> end) throws IOException {
        double longest = 0;
        Instance leader = new Instance();
        leader.awaitLine(SUBSCRIBED);
        for (int i = 0; i < times; i++) {
            Instance next = new Instance();
            next.awaitLine("standing by: " + leader.name + " leads");
            long start = System.nanoTime();
            end.accept(leader.process);
            next.awaitLine(SUBSCRIBED);
            longest = Math.max(longest, (System.nanoTime() - start) / 1e9);
            leader = next;
        }
        leader.end();
        return longest;
    }

    private final class Instance {
        private final String name = "i" + instances.size();
        private final Process process;
        private final BufferedReader lines;

        Instance() throws IOException {
            process = new ProcessBuilder(
                            root.resolve("mesosfw").toString(),
                            "run",
                            "--ha",
                            "--instance",
                            name,
                            "--storage",
                            storage,
                            "--master",
                            master,
                            "--json")
                    .redirectErrorStream(true)
                    .start();
            lines = process.inputReader();
            instances.add(this);
        }

        void awaitLine(String words) throws IOException {
            String line = lines.readLine();
            while (line != null && !line.contains(words)) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IOException("mesosfw ended before it said: " + words);
            }
        }

        void end() {
            try {
                Bench.end(process);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        instances.forEach(Instance::end);
    }
}
