package io.mesosframework.testing.mesos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real Mesos 1.11.0 cluster on loopback: one master, or several with their ZooKeeper, and agents.
 *
 * <p>Its processes go by name: {@code master1}, {@code agent2}, {@code zk}. {@link #close} ends them and their tasks
 * and leaves nothing but the logs, in {@code build/reports/real-mesos}; should this JVM die, a watch ends them.
 */
public final class RealMesos implements MesosUnderTest {
    private static final Duration UP_LIMIT = Duration.ofMinutes(4);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 3;

    private final Rig rig;
    private final Path directory;
    private final List<String> masters;
    private final List<String> agents;

    private RealMesos(Rig rig, Path directory, List<String> masters, List<String> agents) {
        this.rig = rig;
        this.directory = directory;
        this.masters = masters;
        this.agents = agents;
    }

    /**
     * Says what cluster it is to be.
     *
     * @throws Rig.RigException if there is no {@link Rig} on this machine
     */
    public static Builder builder() {
        return builder(
                Rig.find().orElseThrow(() -> new Rig.RigException("There is no rig.sh: name its folder by MESOS_RIG")));
    }

    /** As {@link #builder()}, by this script. */
    public static Builder builder(Rig rig) {
        return new Builder(rig);
    }

    @Override
    public MesosCluster.Mode mode() {
        return MesosCluster.Mode.REAL;
    }

    /** All masters, as {@code host:port}. */
    @Override
    public List<String> masters() {
        return masters;
    }

    /** The leading master, as {@code host:port}; empty while none leads. */
    public Optional<String> leader() {
        Rig.Outcome outcome = rig.attempt(LIMIT, "leader", directory.toString());
        return outcome.code() == 0 ? Optional.of("127.0.0.1:" + outcome.output().strip()) : Optional.empty();
    }

    /**
     * The name of the master at that {@code host:port}, for {@link #kill} and its like.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String nameOf(String master) {
        if (!masters.contains(master)) {
            throw new IllegalArgumentException("There is no master at " + master + ", only at " + masters);
        }
        return "master" + (masters.indexOf(master) + 1);
    }

    /** The agents, as {@code host:port}, in the order of their names. */
    @Override
    public List<String> agents() {
        return agents;
    }

    /** Where logs are, and the work directories of agents with their sandboxes, each below {@code agent1} and so on. */
    public Path directory() {
        return directory;
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill(String name) {
        tell("kill", name);
    }

    /** SIGTERM; returns at once. */
    public void stop(String name) {
        tell("stop", name);
    }

    /** Starts it again with its old command line; returns at once. */
    public void start(String name) {
        tell("start", name);
    }

    /** SIGSTOP: alive, its connections open, and silent. */
    public void pause(String name) {
        tell("pause", name);
    }

    /** SIGCONT. */
    public void resume(String name) {
        tell("resume", name);
    }

    private void tell(String verb, String name) {
        rig.run(LIMIT, verb, directory.toString(), name);
    }

    @Override
    public void close() {
        try {
            rig.run(LIMIT, "down", directory.toString());
            keepLogs();
        } finally {
            delete(directory);
        }
    }

    private void keepLogs() {
        Path kept = rig.reports().resolve(directory.getFileName());
        try (Stream<Path> files = Files.list(directory)) {
            Files.createDirectories(kept);
            for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                Files.move(log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What cluster it is to be. Ports are chosen free. */
    public static final class Builder {
        private Rig rig;
        private int masters = 1;
        private int agents = 1;
        private final List<String> options = new ArrayList<>();

        private Builder(Rig rig) {
            this.rig = rig;
        }

        /** How many masters; more than one brings a ZooKeeper. Default 1. */
        public Builder masters(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("A cluster has at least one master, not " + count);
            }
            masters = count;
            return this;
        }

        /** How many agents. Default 1. */
        public Builder agents(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("The number of agents is negative: " + count);
            }
            agents = count;
            return this;
        }

        /** Resources of every agent, e.g. {@code cpus:4;mem:4096}; a %d in it is the agent's number. */
        public Builder resources(String text) {
            return option("--resources", text);
        }

        /** Attributes of every agent, e.g. {@code rack:r%d}. */
        public Builder attributes(String text) {
            return option("--attributes", text);
        }

        /** By what hostname each agent is known, e.g. {@code host%d}; all listen on 127.0.0.1, which is the default. */
        public Builder hostname(String text) {
            return option("--hostname", text);
        }

        /** What isolates containers on every agent, e.g. {@code posix/cpu,posix/mem}, which is the default. */
        public Builder isolation(String text) {
            return option("--isolation", text);
        }

        /** More flags for the masters, e.g. {@code --agent_ping_timeout=1secs --max_agent_ping_timeouts=3}. */
        public Builder masterFlags(String flags) {
            return option("--master-flags", flags);
        }

        /** More flags for the agents. */
        public Builder agentFlags(String flags) {
            return option("--agent-flags", flags);
        }

        /** Programs built elsewhere than in {@code build/real-mesos}. */
        public Builder programs(Path folder) {
            rig = new Rig(rig.script(), folder);
            return this;
        }

        private Builder option(String name, String value) {
            options.add(name);
            options.add(value);
            return this;
        }

        /** Brings it up, which takes some 3 s, or 5 s with a ZooKeeper; returns when all agents are registered. */
        public RealMesos start() {
            Rig.RigException last = new Rig.RigException("no free ports");
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try {
                    return start(freePorts());
                } catch (Rig.RigException e) {
                    last = e; // Another process may have taken a port between our look and the start.
                }
            }
            throw last;
        }

        private RealMesos start(int port) {
            Path directory = temporaryDirectory();
            List<String> command = new ArrayList<>(List.of(masters > 1 ? "up-ha" : "up", directory.toString()));
            command.addAll(List.of("--masters", "" + masters, "--agents", "" + agents, "--port", "" + port));
            command.addAll(List.of("--dist", rig.programs().toString()));
            command.addAll(List.of("--owner", "" + ProcessHandle.current().pid()));
            command.addAll(options);
            RealMesos cluster =
                    new RealMesos(rig, directory, addresses(port, masters), addresses(port + AGENT_OFFSET, agents));
            try {
                rig.run(UP_LIMIT, command.toArray(String[]::new));
                return cluster;
            } catch (Rig.RigException e) {
                cluster.close();
                throw e;
            }
        }

        // The rig's own arrangement: masters from a port on, agents ten and ZooKeeper a hundred above.
        private static final int AGENT_OFFSET = 10;
        private static final int ZOOKEEPER_OFFSET = 100;

        private int freePorts() {
            // Below the range that systems give to outgoing connections.
            for (int i = 0; i < 1000; i++) {
                int port = ThreadLocalRandom.current().nextInt(20_000, 31_000);
                boolean allFree = IntStream.concat(
                                IntStream.concat(
                                        IntStream.range(port, port + masters),
                                        IntStream.range(port + AGENT_OFFSET, port + AGENT_OFFSET + agents)),
                                IntStream.of(port + ZOOKEEPER_OFFSET))
                        .allMatch(Builder::isFree);
                if (allFree) {
                    return port;
                }
            }
            throw new Rig.RigException("no free ports");
        }

        private static boolean isFree(int port) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }

        private static List<String> addresses(int port, int count) {
            return IntStream.range(port, port + count)
                    .mapToObj(p -> "127.0.0.1:" + p)
                    .toList();
        }

        private static Path temporaryDirectory() {
            try {
                return Files.createTempDirectory("real-mesos").toRealPath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
