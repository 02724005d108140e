package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Deviation;
import io.mesosframework.embedded.internal.agent.ExecutorTimeouts;
import io.mesosframework.embedded.internal.agent.ReconfigurationPolicy;
import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.master.AgentTimeouts;
import io.mesosframework.embedded.internal.master.AllocationRules;
import io.mesosframework.http.ServerTls;
import io.mesosframework.protocol.TaskInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an embedded Mesos can be told. Not safe for use by several threads. */
public final class EmbeddedMesosBuilder {

    /** More than anybody runs; each has its own port and threads. */
    private static final int MOST_MASTERS = 9;

    private static final int LAST_PORT = 65_535;
    private static final Pattern IPV4 = Pattern.compile(
            "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");

    int agents = -1;
    AgentSettings everyAgent = AgentSettings.DEFAULT;
    final List<UnaryOperator<AgentSettings>> eachAgent = new ArrayList<>();
    AllocationRules allocation = AllocationRules.DEFAULT;
    String host = "127.0.0.1";
    int port;

    @Nullable
    Path workDirectory;

    final Map<String, String> credentials = new LinkedHashMap<>();
    final Map<String, String> operatorCredentials = new LinkedHashMap<>();

    Acls acls = Acls.NONE;
    Acls agentAcls = Acls.NONE;

    @Nullable
    ServerTls tls;

    int streamBacklog = 64 << 20;
    Duration heartbeatInterval = Duration.ofSeconds(15);
    Duration allocationInterval = Duration.ofSeconds(1);

    @Nullable
    Duration offerTimeout;

    int masters = 1;

    @Nullable
    MasterElection election;

    Duration electionTime = Duration.ofMillis(100);
    Duration recoveryTime = Duration.ofMillis(20);
    Duration agentPingTimeout = AgentTimeouts.DEFAULT.pingTimeout();
    int maxAgentPingTimeouts = AgentTimeouts.DEFAULT.maxPingTimeouts();
    Duration agentReregisterTimeout = AgentTimeouts.DEFAULT.reregister();
    Duration executorRegistrationTimeout = ExecutorTimeouts.DEFAULT.executorRegistration();
    ReconfigurationPolicy reconfigurationPolicy = ReconfigurationPolicy.EQUAL;
    Duration executorReregistrationTimeout = ExecutorTimeouts.DEFAULT.executorReregistration();
    final Map<String, String> executorEnvironment = new LinkedHashMap<>();
    boolean closedAtExit = true;
    boolean virtualTime;
    Duration settleTime = Duration.ofMillis(20);

    @Nullable
    Long seed;

    @Nullable
    Function<TaskInfo, TaskScript> scripts;

    @Nullable
    Deviation deviation;

    EmbeddedMesosBuilder() {}

    /** For the proof that the conformance scenarios notice faults. */
    EmbeddedMesosBuilder deviation(Deviation planted) {
        deviation = planted;
        return this;
    }

    /** How many agents of one kind, 0 or more; 1 by default, unless agents are described one by one. */
    public EmbeddedMesosBuilder agents(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The number of agents is negative: " + count);
        }
        agents = count;
        return this;
    }

    /** What each agent has, as for Mesos' own `--resources` (PROTOCOL D38); `%d` is the agent's number, from 1. */
    public EmbeddedMesosBuilder resources(String text) {
        everyAgent = everyAgent.resources(given(text, "resources"));
        return this;
    }

    /** What marks each agent, as for Mesos' own `--attributes` (PROTOCOL D40); `%d` is the agent's number, from 1. */
    public EmbeddedMesosBuilder attributes(String text) {
        everyAgent = everyAgent.attributes(given(text, "attributes"));
        return this;
    }

    /**
     * One more agent, which differs from the others: {@code agent(a -> a.resources("cpus:32;mem:65536").domain("eu",
     * "a"))}. Those of {@link #agents} come first.
     */
    public EmbeddedMesosBuilder agent(UnaryOperator<AgentSettings> change) {
        eachAgent.add(change);
        return this;
    }

    /** Where the master stands (PROTOCOL D42, D43); nowhere by default. For agents see {@link AgentSettings#domain}. */
    public EmbeddedMesosBuilder domain(String region, String zone) {
        allocation = allocation.withDomain(AgentSettings.domainInfo(region, zone));
        return this;
    }

    /**
     * The least that is offered, as for Mesos' own `--min_allocatable_resources`: {@code cpus:0.01|mem:32} by default
     * (PROTOCOL F5); empty for no minimum.
     *
     * @throws IllegalArgumentException if the text is not understood
     */
    public EmbeddedMesosBuilder minAllocatableResources(String text) {
        allocation = allocation.withMinAllocatable(text);
        return this;
    }

    /** Whether agents with GPUs are only for frameworks that are capable of them, as by default (PROTOCOL B177). */
    public EmbeddedMesosBuilder filterGpuResources(boolean filter) {
        allocation = allocation.withFilterGpus(filter);
        return this;
    }

    /** The only roles that frameworks may have; any by default (PROTOCOL B16). */
    public EmbeddedMesosBuilder roles(String... only) {
        allocation = allocation.withRoles(Set.of(only));
        return this;
    }

    /** Whether frameworks may run as root, as by default (PROTOCOL B18). */
    public EmbeddedMesosBuilder rootSubmissions(boolean allowed) {
        allocation = allocation.withRootSubmissions(allowed);
        return this;
    }

    /**
     * The IPv4 address to listen on and to be known by; 127.0.0.1 by default. As in Mesos it is no other: what masters tell of
     * themselves has no room for a name or an IPv6 address.
     *
     * @throws IllegalArgumentException if it is no IPv4 address
     */
    public EmbeddedMesosBuilder host(String address) {
        if (!IPV4.matcher(given(address, "host")).matches()) {
            throw new IllegalArgumentException(
                    "The host is an IPv4 address of this machine, such as 127.0.0.1, not '" + address + "'");
        }
        host = address;
        return this;
    }

    /**
     * The master's port, up to 65535; 0, the default, finds a free one. Agents always find their own.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public EmbeddedMesosBuilder port(int number) {
        if (number < 0 || number > LAST_PORT) {
            throw new IllegalArgumentException("A port is from 0 to " + LAST_PORT + ", not " + number);
        }
        port = number;
        return this;
    }

    /** Where sandboxes go, and stay; by default a temporary directory that is deleted in the end. */
    public EmbeddedMesosBuilder workDirectory(Path directory) {
        workDirectory = directory;
        return this;
    }

    /**
     * Whether it is closed when the JVM ends while it is still open; true by default. With false that is left to whoever has a
     * shutdown hook of their own: hooks run at the same time, and theirs may have to end what uses this cluster first.
     */
    public EmbeddedMesosBuilder closedAtExit(boolean closed) {
        closedAtExit = closed;
        return this;
    }

    /** Frameworks must prove who they are by Basic authentication; each call adds one who may (PROTOCOL A38). */
    public EmbeddedMesosBuilder credential(String principal, String secret) {
        credentials.put(principal, secret);
        return this;
    }

    /**
     * Operators must prove who they are too: for the master's `/api/v1` and all its endpoints but those open to anybody
     * (PROTOCOL A37); each call adds one who may. By default nobody is asked.
     */
    public EmbeddedMesosBuilder operatorCredential(String principal, String secret) {
        operatorCredentials.put(principal, secret);
        return this;
    }

    /**
     * Who may do and see what at the master, as for Mesos' own `--acls` (PROTOCOL A42, B28, B68, B99); everyone everything by
     * default. Principals are those of {@link #credential} and {@link #operatorCredential}.
     *
     * @throws IllegalArgumentException if the JSON is not understood, or speaks of what this cluster does not do
     */
    public EmbeddedMesosBuilder acls(String json) {
        acls = acls("acls", () -> Acls.parse(json));
        return this;
    }

    /** As {@link #acls}, at every agent: who may run tasks there as whom (PROTOCOL C55). */
    public EmbeddedMesosBuilder agentAcls(String json) {
        agentAcls = acls("agentAcls", () -> Acls.parse(json).only(Action.RUN_TASK));
        return this;
    }

    private static Acls acls(String which, Supplier<Acls> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(which + ": " + e.getMessage(), e);
        }
    }

    /** The master serves https; agents stay with http. Plain http by default. */
    public EmbeddedMesosBuilder tls(ServerTls files) {
        tls = files;
        return this;
    }

    /**
     * How many bytes any one event stream, of a framework, an executor or an operator, may have unsent; one that does not read is
     * cut beyond that, and nobody waits for it. Above zero; 64 MB by default.
     */
    public EmbeddedMesosBuilder streamBacklog(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("The stream backlog must be above zero: " + bytes);
        }
        streamBacklog = bytes;
        return this;
    }

    /** The time between heartbeats to frameworks; 15 s by default. */
    public EmbeddedMesosBuilder heartbeatInterval(Duration interval) {
        heartbeatInterval = positive(interval, "heartbeat interval");
        return this;
    }

    /** The time between the allocator's runs, and the least time a decline holds; 1 s by default. */
    public EmbeddedMesosBuilder allocationInterval(Duration interval) {
        allocationInterval = positive(interval, "allocation interval");
        return this;
    }

    /** How many masters, of which one leads; 1 by default, 9 at most. With a given port, they take the ports from there on. */
    public EmbeddedMesosBuilder masters(int count) {
        if (count < 1 || count > MOST_MASTERS) {
            throw new IllegalArgumentException("A cluster has 1 to " + MOST_MASTERS + " masters, not " + count);
        }
        masters = count;
        return this;
    }

    /**
     * Who leads is found out so, and can be found by others, as by {@code zk://} of artifact {@code mesos-embedded-zookeeper}. A
     * master that loses its candidacy or its lead ends as a real one does (PROTOCOL H18), until {@link
     * EmbeddedMesos#startMaster}. Not together with {@link #virtualTime}. By default the masters agree by themselves.
     */
    public EmbeddedMesosBuilder election(MasterElection held) {
        election = held;
        return this;
    }

    /**
     * How long a leading master's end goes unnoticed: as long others point to it; zero or more, 100 ms by default. With an
     * {@link #election}, how long what a killed master has announced stays, as Mesos' own stays until its session expires.
     */
    public EmbeddedMesosBuilder electionTime(Duration time) {
        electionTime = notNegative(time, "election time");
        return this;
    }

    /** How long a new leader answers 503 while it reads the registry; zero or more, 20 ms by default. */
    public EmbeddedMesosBuilder recoveryTime(Duration time) {
        recoveryTime = notNegative(time, "recovery time");
        return this;
    }

    /** The time between the master's pings to each agent; 15 s by default (PROTOCOL F2). */
    public EmbeddedMesosBuilder agentPingTimeout(Duration timeout) {
        agentPingTimeout = positive(timeout, "agent ping time-out");
        return this;
    }

    /** After so many pings without an answer an agent is unreachable; at least 1, by default 5 (PROTOCOL F2). */
    public EmbeddedMesosBuilder maxAgentPingTimeouts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("The number of agent ping time-outs must be above zero: " + count);
        }
        maxAgentPingTimeouts = count;
        return this;
    }

    /**
     * How long agents have to come back to a new leader, or after a broken connection, before they are unreachable; 10 min by
     * default, and Mesos itself accepts no less (PROTOCOL F3).
     */
    public EmbeddedMesosBuilder agentReregisterTimeout(Duration timeout) {
        agentReregisterTimeout = positive(timeout, "agent re-register time-out");
        return this;
    }

    /** How long a new executor has to subscribe before it is killed; 1 min by default (PROTOCOL C28). */
    public EmbeddedMesosBuilder executorRegistrationTimeout(Duration timeout) {
        executorRegistrationTimeout = positive(timeout, "executor registration time-out");
        return this;
    }

    /** How long executors have to come back to a restarted agent before they are killed; 2 s by default (PROTOCOL C49). */
    public EmbeddedMesosBuilder executorReregistrationTimeout(Duration timeout) {
        executorReregistrationTimeout = positive(timeout, "executor re-registration time-out");
        return this;
    }

    /** A variable for every executor, as in Mesos' `--executor_environment_variables`; Mesos' own override it (PROTOCOL C2). */
    public EmbeddedMesosBuilder executorEnvironmentVariable(String name, String value) {
        executorEnvironment.put(name, value);
        return this;
    }

    /** What may be otherwise when an agent is restarted: {@code equal}, the default, or {@code additive} (PROTOCOL F27). */
    public EmbeddedMesosBuilder reconfigurationPolicy(String policy) {
        reconfigurationPolicy = ReconfigurationPolicy.of(policy);
        return this;
    }

    /** Offers are rescinded after this time; by default they stay. */
    public EmbeddedMesosBuilder offerTimeout(Duration timeout) {
        offerTimeout = positive(timeout, "offer time-out");
        return this;
    }

    /**
     * The cluster's time stands still and moves only as the test says, by {@link EmbeddedMesos#time}. By default it is the
     * machine's.
     */
    public EmbeddedMesosBuilder virtualTime() {
        virtualTime = true;
        return this;
    }

    /**
     * How long, in the machine's time, all must have been quiet before virtual time jumps: what frameworks over HTTP have
     * to react in. Acknowledgements that they owe are waited for in any case, for up to 2 s. Zero or more; 20 ms by default.
     */
    public EmbeddedMesosBuilder settleTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("The settle time is negative: " + time);
        }
        settleTime = time;
        return this;
    }

    /**
     * No task is a process: each behaves as its script says, in the cluster's time, and costs next to nothing. Executors
     * are simulated too, custom ones as well, and have no sandboxes. By default tasks are real processes.
     *
     * @param scripts asked on the cluster's own thread, once for a task; must not block. See {@link TaskScripts}. Where it throws or
     *     gives null, the task is TASK_FAILED with the error in its message, and {@link EmbeddedMesos#close} throws it
     */
    public EmbeddedMesosBuilder simulatedTasks(Function<TaskInfo, TaskScript> scripts) {
        this.scripts = given(scripts, "simulatedTasks");
        return this;
    }

    /** As {@link #simulatedTasks(Function)}, all tasks alike. */
    public EmbeddedMesosBuilder simulatedTasks(TaskScript script) {
        given(script, "simulatedTasks");
        return simulatedTasks(task -> script);
    }

    /**
     * Where all random ids and choices come from, so that with virtual time the same inputs give the same events and ids.
     * By default they differ each time.
     */
    public EmbeddedMesosBuilder seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Starts all of it; every agent is registered when this returns.
     *
     * @throws io.mesosframework.http.ListenException if the address cannot be listened on
     * @throws IllegalArgumentException if a text is not understood; the message says what is wrong with it
     * @throws UncheckedIOException if the work directory cannot be made or written to; the message names it
     * @throws IllegalStateException if an {@link #election} elects no master within 30 s, or cannot be had
     */
    public EmbeddedMesos start() {
        if (election != null && virtualTime) {
            throw new IllegalStateException("An election goes by the machine's time: leave virtualTime() out");
        }
        if (port + masters - 1 > LAST_PORT) {
            throw new IllegalArgumentException("Port " + port + " leaves no room for " + masters + " masters");
        }
        EmbeddedMesos mesos = new EmbeddedMesos(this, directory());
        try {
            mesos.open();
            return mesos;
        } catch (CompletionException e) {
            mesos.close();
            throw new IllegalStateException("The embedded Mesos does not start", e.getCause());
        } catch (RuntimeException e) {
            mesos.close();
            throw e;
        }
    }

    private Path directory() {
        try {
            if (workDirectory == null) {
                return Files.createTempDirectory("embedded-mesos").toRealPath();
            }
            Path made = Files.createDirectories(workDirectory).toRealPath();
            if (!Files.isWritable(made)) {
                throw new AccessDeniedException(made.toString());
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    workDirectory == null
                            ? "A temporary directory for the embedded Mesos cannot be made: " + e
                            : "The work directory " + workDirectory + " cannot be made: " + why(e),
                    e);
        }
    }

    /** The message of most is but the path. */
    private static @Nullable String why(IOException e) {
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is no directory";
        }
        if (e instanceof AccessDeniedException denied) {
            return "permission denied at " + denied.getFile();
        }
        return e instanceof NoSuchFileException none ? "nothing can be made at " + none.getFile() : e.getMessage();
    }

    List<AgentSettings> agentSettings() {
        int alike = agents >= 0 ? agents : eachAgent.isEmpty() ? 1 : 0;
        List<AgentSettings> all = new ArrayList<>(Collections.nCopies(alike, everyAgent));
        eachAgent.forEach(change -> all.add(change.apply(everyAgent)));
        return all;
    }

    private static <T> T given(@Nullable T value, String what) {
        return Objects.requireNonNull(value, () -> what + " is null");
    }

    private static Duration notNegative(Duration duration, String what) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The " + what + " is negative: " + duration);
        }
        return duration;
    }

    private static Duration positive(Duration duration, String what) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("The " + what + " must be above zero: " + duration);
        }
        return duration;
    }
}
