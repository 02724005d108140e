package io.mesosframework.reference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code mesosfw run}. */
final class RunOptions {

    private static final int DEFAULT_AGENTS = 3;
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(5);

    @Option(names = "--embedded", description = "Start a Mesos in this process, and end it with the run.")
    boolean embedded;

    @Option(
            names = "--agents",
            paramLabel = "N",
            description = "With --embedded, how many agents it has (" + DEFAULT_AGENTS + ").")
    @Nullable
    Integer agents;

    @Option(
            names = "--master",
            paramLabel = "MASTERS",
            description = "The Mesos masters, tried in turn: host:port[,host:port...]; or the ZooKeeper that knows who"
                    + " leads: zk://[user:password@]host:port[,host:port...]/path. MESOSFW_MASTER keeps a password"
                    + " out of the list of processes.")
    List<String> masters = List.of();

    @Option(
            names = "--apps",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Deploy or update the applications in these files; others stay as they are.")
    List<Path> apps = List.of();

    @Option(
            names = "--until-done",
            description = "End when every slot has finished or failed, and tear down as --teardown does.")
    boolean untilDone;

    @Option(
            names = "--until-running",
            description = "End when every slot runs (is healthy, where it has a health check).")
    boolean untilRunning;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Durations.class,
            description =
                    "End with 4 when the goal is not reached in time, such as 90s or 5m; without a goal, after that"
                            + " time.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--impossible-after",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "30s",
            description = "An application that no registered agent could ever hold counts as failed after"
                    + " (${DEFAULT-VALUE}).")
    Duration impossibleAfter = Duration.ofSeconds(30);

    @Option(
            names = "--hold-offers",
            paramLabel = "DURATION",
            converter = Durations.class,
            defaultValue = "0",
            description = "For how long offers that nothing uses are kept for what comes next, up to 10m;"
                    + " other frameworks do without them meanwhile (${DEFAULT-VALUE}).")
    Duration holdOffers = Duration.ZERO;

    @Option(names = "--json", description = "Write events as JSON lines.")
    boolean json;

    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            defaultValue = "memory",
            description =
                    "Where state is kept: memory (default), sqlite:FILE or"
                            + " etcd:http[s]://[user:password@]host:port[,host:port...][/namespace][?ca=FILE&cert=FILE&key=FILE].")
    String storage = "memory";

    @Option(
            names = "--ha",
            description =
                    "Take part with other instances on the same etcd: one is elected and runs the framework, the others"
                            + " stand by. Applications that are there already stay as they are.")
    boolean ha;

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            description = "With --ha, names this instance among the others (host name and process id).")
    @Nullable
    String instance;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "With --ha, for how long a leader that is not heard of stays the leader, 1s to 10m (5s).")
    @Nullable
    Duration lease;

    @Mixin
    final ApiOptions api = new ApiOptions();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "mesosfw",
            description = "The framework's name (${DEFAULT-VALUE}).")
    String name = "mesosfw";

    @Option(names = "--user", paramLabel = "USER", description = "The user that tasks run as (the current one).")
    @Nullable
    String user;

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            defaultValue = "*",
            description = "The framework's roles (*); the first is that of applications without one.")
    List<String> roles = List.of("*");

    @Option(
            names = "--gpus",
            description = "Take offers of agents with gpus, which an application of --apps with gpus does by itself.")
    boolean gpus;

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = "The framework's principal; with --secret-file it authenticates as that one.")
    @Nullable
    String principal;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "A file that holds the principal's secret.")
    @Nullable
    Path secretFile;

    @Mixin
    final TlsOptions tls = new TlsOptions();

    @Option(
            names = "--failover-timeout",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "For how long Mesos keeps the tasks after this process has gone"
                    + " (a week on durable storage, 0 on memory).")
    @Nullable
    Duration failoverTimeout;

    @Option(
            names = "--teardown",
            description =
                    "At the end give back what slots keep, volumes with their data, and tear the framework down with"
                            + " its tasks.")
    boolean teardown;

    @Mixin
    final LogOption log = new LogOption();

    @Mixin
    final ConfigOption config = new ConfigOption();

    /** What does not go together, in words; empty where all is well. */
    List<String> problems() {
        return Stream.of(
                        problem(embedded == !masters.isEmpty(), "give either --embedded or --master"),
                        problem(untilDone && untilRunning, "give --until-done or --until-running, not both"),
                        problem(
                                holdOffers.isNegative() || holdOffers.compareTo(Duration.ofMinutes(10)) > 0,
                                "--hold-offers is at most 10m"),
                        problem(agents() < 1 || agents() > 1000, "--agents is from 1 to 1000, not " + agents),
                        problem(agents != null && !embedded, "--agents goes with --embedded, which is missing"),
                        problem(
                                secretFile != null && principal == null,
                                "--secret-file goes with --principal, which is missing"),
                        problem(
                                roles.stream().anyMatch(String::isBlank),
                                "--roles names an empty role: '" + String.join(",", roles) + "'"),
                        problem(name.isBlank(), "--name must not be empty"),
                        problem(
                                !storage.equals("memory") && !storage.matches("(sqlite|etcd):.+"),
                                "--storage is memory, sqlite:FILE or etcd:http[s]://host:port, not '" + storage + "'"),
                        problem(
                                ha && !storage.startsWith("etcd:"),
                                "--ha needs a storage that all instances share: --storage etcd:http://host:port"),
                        problem(instance != null && !ha, "--instance goes with --ha, which is missing"),
                        problem(lease != null && !ha, "--lease goes with --ha, which is missing"),
                        problem(
                                lease().compareTo(Duration.ofSeconds(1)) < 0
                                        || lease().compareTo(Duration.ofMinutes(10)) > 0,
                                "--lease is from 1s to 10m"),
                        log.problem(),
                        noFolder(),
                        Masters.problem(masters),
                        api.problem(),
                        tls.problem())
                .flatMap(Optional::stream)
                .toList();
    }

    int agents() {
        return agents == null ? DEFAULT_AGENTS : agents;
    }

    Duration lease() {
        return lease == null ? DEFAULT_LEASE : lease;
    }

    /** The file that holds the state; empty where it is kept in memory. */
    Optional<Path> stateFile() {
        return storage.startsWith("sqlite:")
                ? Optional.of(Path.of(storage.substring("sqlite:".length())))
                : Optional.empty();
    }

    /** A folder that is not there is more likely mistyped than wanted. */
    private Optional<String> noFolder() {
        return stateFile()
                .map(file -> file.toAbsolutePath().getParent())
                .filter(folder -> folder != null && !Files.isDirectory(folder))
                .map(folder -> "--storage " + storage + ": there is no folder " + folder);
    }

    private static Optional<String> problem(boolean wrong, String words) {
        return wrong ? Optional.of(words) : Optional.empty();
    }
}
