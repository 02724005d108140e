package io.mesosframework.testing.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real etcd on loopback, on free ports and in a temporary folder: one member or several. {@link #close} ends its processes and deletes what they
 * wrote; so does the end of the JVM.
 *
 * <p>The program is Debian's, unpacked by {@code conformance/real-etcd/build.sh} into {@code build}, or the one that the environment's {@code ETCD} names.
 */
public final class EtcdCluster implements AutoCloseable {

    private static final int MOST_MEMBERS = 5;
    private static final int ATTEMPTS = 3;
    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 50;

    private final Path folder;
    private final List<EtcdMember> members;
    private final Thread atExit = new Thread(this::end, "etcd-at-exit");

    private EtcdCluster(Path folder, List<EtcdMember> members) {
        this.folder = folder;
        this.members = members;
    }

    /**
     * Why no etcd can run here; empty where one can, and then its program is there. Tests are skipped for such a reason, but not where
     * CI=true.
     */
    public static Optional<String> obstacle() {
        try {
            EtcdProgram.find();
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Starts one member. */
    public static EtcdCluster single() {
        return start(1);
    }

    /**
     * Starts so many members with etcd's own time-outs, and waits until all are healthy.
     *
     * @param flags more flags for each, such as {@code --quota-backend-bytes=16777216}
     * @throws IllegalStateException if there is no etcd, or it does not start within 40 s
     */
    public static EtcdCluster start(int members, String... flags) {
        if (members < 1 || members > MOST_MEMBERS) {
            throw new IllegalArgumentException("A cluster has 1 to " + MOST_MEMBERS + " members, not " + members);
        }
        Path program = EtcdProgram.find();
        for (int attempt = 1; ; attempt++) {
            EtcdCluster cluster = create(program, members, flags);
            Runtime.getRuntime().addShutdownHook(cluster.atExit);
            try {
                cluster.members.forEach(EtcdMember::start);
                cluster.awaitHealthy();
                return cluster;
            } catch (RuntimeException e) {
                String logs = cluster.logs();
                cluster.close();
                // Another program may have taken a port since it was found free.
                if (attempt == ATTEMPTS || !logs.contains("address already in use")) {
                    throw new IllegalStateException(e.getMessage() + "\n" + logs, e);
                }
            }
        }
    }

    private static EtcdCluster create(Path program, int count, String... flags) {
        try {
            Path folder = Files.createTempDirectory("etcd-cluster");
            HttpClient http = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
            List<Integer> ports = freePorts(3 * count);
            List<String> initial = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                initial.add("etcd" + (i + 1) + "=" + http(ports.get(3 * i + 1)));
            }
            List<EtcdMember> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = "etcd" + (i + 1);
                String client = http(ports.get(3 * i));
                String peer = http(ports.get(3 * i + 1));
                String metrics = http(ports.get(3 * i + 2));
                List<String> command = new ArrayList<>(List.of(
                        program.toString(),
                        "--name=" + name,
                        "--data-dir=" + folder.resolve(name),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--listen-metrics-urls=" + metrics,
                        "--initial-cluster=" + String.join(",", initial),
                        "--initial-cluster-token=" + folder.getFileName(),
                        "--logger=zap"));
                command.addAll(Arrays.asList(flags));
                members.add(new EtcdMember(name, client, metrics, command, folder.resolve(name + ".log"), http));
            }
            return new EtcdCluster(folder, List.copyOf(members));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String http(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    public List<EtcdMember> members() {
        return members;
    }

    /** The first member, or the only one. */
    public EtcdMember member() {
        return members.get(0);
    }

    /** Where clients reach the members, with commas between, such as {@code http://127.0.0.1:34567,http://127.0.0.1:34570}. */
    public String endpoints() {
        return String.join(",", members.stream().map(EtcdMember::endpoint).toList());
    }

    /** Waits until every member that runs is healthy, for 40 s at most. */
    public void awaitHealthy() {
        long until = System.nanoTime() + START_LIMIT.toNanos();
        for (EtcdMember member : members) {
            while (member.isRunning() && !member.isHealthy()) {
                if (System.nanoTime() - until > 0) {
                    throw new IllegalStateException(
                            member.name() + " is not healthy after " + START_LIMIT.toSeconds() + " s");
                }
                pause();
            }
        }
        if (members.stream().noneMatch(EtcdMember::isRunning)) {
            throw new IllegalStateException("No member of the etcd runs");
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for etcd", e);
        }
    }

    private String logs() {
        return String.join("\n", members.stream().map(EtcdMember::log).toList());
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM ends already, and the hook finds nothing left to do.
            return;
        }
    }

    private void end() {
        members.forEach(EtcdMember::kill);
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
