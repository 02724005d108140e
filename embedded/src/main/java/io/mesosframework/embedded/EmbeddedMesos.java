package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.AgentResources;
import io.mesosframework.embedded.internal.Attributes;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.Leadership;
import io.mesosframework.embedded.internal.MasterProcess;
import io.mesosframework.embedded.internal.agent.Agent;
import io.mesosframework.embedded.internal.agent.AgentConfig;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.agent.ExecutorTimeouts;
import io.mesosframework.embedded.internal.faults.FaultyMaster;
import io.mesosframework.embedded.internal.inprocess.InProcessTransport;
import io.mesosframework.embedded.internal.master.AgentTimeouts;
import io.mesosframework.embedded.internal.master.Master;
import io.mesosframework.embedded.internal.master.MasterConfig;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.embedded.internal.master.Registry;
import io.mesosframework.embedded.internal.runtime.ContainerRuntime;
import io.mesosframework.embedded.internal.runtime.ProcessRuntime;
import io.mesosframework.embedded.internal.runtime.Sandboxes;
import io.mesosframework.embedded.internal.simulation.SimulatedRuntime;
import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.embedded.internal.time.RealLoop;
import io.mesosframework.embedded.internal.time.VirtualLoop;
import io.mesosframework.embedded.internal.web.AgentRoutes;
import io.mesosframework.embedded.internal.web.BasicAuthentication;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.embedded.internal.web.LeaderGate;
import io.mesosframework.embedded.internal.web.MasterRoutes;
import io.mesosframework.embedded.internal.web.ProcessMessages;
import io.mesosframework.executor.ExecutorHost;
import io.mesosframework.http.Handler;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.DomainInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.utils.MalformedValueException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Mesos master and its agents in this JVM, reached over HTTP by any client. Tasks are real processes of this machine,
 * without isolation; the executors of plain commands run in here.
 *
 * <pre>{@code
 * try (EmbeddedMesos mesos = EmbeddedMesos.builder().agents(3).start()) {
 *     // a framework subscribes at http://<mesos.master()>/api/v1/scheduler
 * }
 * }</pre>
 *
 * <p>Agents are told by their number, from 1, as in their names: {@code agent1} is {@link #agent(int) agent(1)}. Masters, which have no
 * names, are told by their place in {@link #masters}, from 0: {@code killMaster(0)} ends that of {@code masters().get(0)}.
 *
 * <p>Safe for use by any thread. {@link #close} ends every process and thread and frees every port and file; from then on only its
 * addresses can be asked for, all else throws {@link IllegalStateException}. One that is still open when the JVM ends, be it by
 * {@code System.exit} or by SIGTERM, is closed then, so that no process stays behind, unless it was built to be left to
 * {@linkplain EmbeddedMesosBuilder#closedAtExit others}; SIGKILL leaves no time for that.
 */
public final class EmbeddedMesos implements AutoCloseable {

    private static final int WORKERS = 8;
    private static final int EXECUTOR_THREADS = 4;
    private static final long CLOSE_SECONDS = 5;
    private static final long OTHER_CLOSER_SECONDS = 30;
    private static final long ELECTION_SECONDS = 30;
    private static final Instant VIRTUAL_START = Instant.parse("2026-01-01T00:00:00Z");

    private final EmbeddedMesosBuilder settings;
    private final Path workDirectory;
    private final @Nullable VirtualTime time;
    private final Loop loop;
    private final Cluster cluster;
    private final InProcessTransport inProcess;
    private final FaultyMaster faultyMaster;
    private final Faults faults;

    /** By `host:port`. */
    private final Map<String, Handler> servers = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;
    private final HttpTransport transport = HttpTransport.builder().build();
    private final ProcessRuntime runtime;
    private final Registry registry = new Registry();
    private final RandomGenerator random;
    private final List<EmbeddedMaster> masters = new ArrayList<>();
    private final List<EmbeddedAgent> agents = new CopyOnWriteArrayList<>();
    private final SharedPort simulatedAgents;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch isDown = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::closeAtExit, "embedded-mesos-exit");
    private final ScriptSource scripts;

    EmbeddedMesos(EmbeddedMesosBuilder settings, Path workDirectory) {
        this.settings = settings;
        this.scripts = new ScriptSource(settings.scripts == null ? task -> TaskScript.runs() : settings.scripts);
        this.workDirectory = workDirectory;
        if (settings.virtualTime) {
            VirtualLoop virtual = new VirtualLoop(VIRTUAL_START, settings.settleTime);
            this.time = new VirtualTime(virtual);
            this.loop = virtual;
        } else {
            this.time = null;
            this.loop = new RealLoop();
        }
        this.random = settings.seed == null ? new SplittableRandom() : new SplittableRandom(settings.seed);
        this.cluster = new Cluster(loop);
        this.simulatedAgents = new SharedPort(settings.host, settings.streamBacklog);
        if (settings.deviation != null) {
            cluster.plant(settings.deviation);
        }
        this.faultyMaster = new FaultyMaster(loop);
        this.faults = new Faults(faultyMaster, cluster, this::master);
        this.inProcess = new InProcessTransport(loop, origin -> Optional.ofNullable(servers.get(origin.authority())));
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("embedded-mesos-worker"));
        workers.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(EXECUTOR_THREADS, daemons("embedded-mesos-executors"));
        timer.setRemoveOnCancelPolicy(true);
        this.runtime = new ProcessRuntime(workers, new ExecutorHost(transport, timer), workDirectory.resolve("fetch"));
    }

    /** A builder with the defaults that its methods name. */
    public static EmbeddedMesosBuilder builder() {
        return new EmbeddedMesosBuilder();
    }

    /** The leading master's address, `host:port`; the first one's while none leads. */
    public String master() {
        return leader().orElseGet(() -> masters.get(0).address());
    }

    /** The addresses of all masters, `host:port`, whether they run or not. */
    public List<String> masters() {
        return masters.stream().map(EmbeddedMaster::address).toList();
    }

    /**
     * The address of the master that leads and serves; empty in between. With an {@link EmbeddedMesosBuilder#election} it may be that of a
     * master elsewhere.
     */
    public Optional<String> leader() {
        if (closed.get()) {
            return Optional.empty();
        }
        Leadership now = cluster.elections().leadership();
        return now.recovered() || now.elsewhere().isPresent()
                ? now.address(number -> masters.get(number).address())
                : Optional.empty();
    }

    /**
     * The leading master's process ends as by SIGKILL and begins again: as a follower, if another one can lead, else as the next
     * leader. All it knew but the registry is lost; agents and frameworks have to come to the new leader (PROTOCOL F31-F36), which
     * begins after the {@linkplain EmbeddedMesosBuilder#electionTime election time}.
     */
    public void failOver() {
        requireOpen();
        int leading = cluster.elections().leadership().leader();
        if (leading >= 0) {
            masters.get(leading).stop();
            masters.get(leading).start();
        }
    }

    /**
     * Ends a master's process as by SIGKILL. Without effect if it does not run.
     *
     * @param index its place in {@link #masters}, from 0
     * @throws IllegalArgumentException if there is no such master
     */
    public void killMaster(int index) {
        masterAt(index).stop();
    }

    private EmbeddedMaster masterAt(int index) {
        requireOpen();
        if (index < 0 || index >= masters.size()) {
            throw new IllegalArgumentException(
                    "There is no master %d: masters are told by their place in masters(), from 0 to %d here"
                            .formatted(index, masters.size() - 1));
        }
        return masters.get(index);
    }

    /**
     * Begins a master's process again, at the same address; it leads if no other does.
     *
     * @param index its place in {@link #masters}, from 0
     * @throws IllegalArgumentException if there is no such master
     */
    public void startMaster(int index) {
        masterAt(index).start();
    }

    /**
     * As {@link #startMaster(int)}, standing elsewhere from now on. All masters share a region: one that finds another leading from
     * a different one ends (PROTOCOL D44).
     */
    public void startMaster(int index, String region, String zone) {
        masterAt(index).stand(AgentSettings.domainInfo(region, zone));
        startMaster(index);
    }

    /**
     * Whether a master's process runs.
     *
     * @param index its place in {@link #masters}, from 0
     * @throws IllegalArgumentException if there is no such master
     */
    public boolean isMasterUp(int index) {
        return masterAt(index).isUp();
    }

    private void endMastersElsewhere(int leader) {
        Optional<DomainInfo> region = domain(leader);
        for (int i = 0; i < masters.size(); i++) {
            Optional<DomainInfo> own = domain(i);
            if (i != leader
                    && region.isPresent()
                    && own.isPresent()
                    && !region.get()
                            .getFaultDomain()
                            .getRegion()
                            .equals(own.get().getFaultDomain().getRegion())) {
                masters.get(i).stop();
            }
        }
    }

    private Optional<DomainInfo> domain(int master) {
        return masters.get(master).domain().or(() -> settings.allocation.domain());
    }

    /**
     * Where the agents' own APIs are, in their order: `host:port`. With simulated tasks all agents share one port, since there
     * may be thousands, and the process is part of it: `host:port/slave(2)` is the second.
     */
    public List<String> agents() {
        return agents.stream().map(EmbeddedAgent::address).toList();
    }

    /**
     * An agent by its number, from 1.
     *
     * @throws IllegalArgumentException if there is none of this number
     */
    public EmbeddedAgent agent(int number) {
        if (number < 1 || number > agents.size()) {
            throw new IllegalArgumentException("There is no agent " + number + ": " + whichAgents());
        }
        return agents.get(number - 1);
    }

    /**
     * An agent by its name: `agent1` is the first.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public EmbeddedAgent agent(String name) {
        return agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no agent '" + name + "': " + whichAgents()));
    }

    private String whichAgents() {
        int count = agents.size();
        return switch (count) {
            case 0 -> "this cluster has no agents";
            case 1 -> "the only one is number 1, 'agent1'";
            default ->
                "agents are numbered from 1, here to %d, and named 'agent1' to 'agent%d'".formatted(count, count);
        };
    }

    /** One more agent, like those that are not described one by one; it is registered, if a master leads, when this returns. */
    public EmbeddedAgent addAgent() {
        return addAgent(agent -> agent);
    }

    /** One more agent, described as in {@link EmbeddedMesosBuilder#agent}. */
    public EmbeddedAgent addAgent(UnaryOperator<AgentSettings> change) {
        requireOpen();
        synchronized (agents) {
            openAgent(agents.size(), change.apply(settings.everyAgent).numbered(agents.size() + 1), random);
            cluster.join(cluster.reached());
            return agents.get(agents.size() - 1);
        }
    }

    /**
     * The cluster's own time.
     *
     * @throws IllegalStateException unless it was built with {@link EmbeddedMesosBuilder#virtualTime}
     */
    public VirtualTime time() {
        if (time == null) {
            throw new IllegalStateException("This cluster goes by the machine's time: build it with virtualTime()");
        }
        return time;
    }

    /** Whether it has a time of its own. */
    public boolean hasVirtualTime() {
        return time != null;
    }

    /**
     * Reaches the master without a network, at the same address: for {@code SchedulerClient}'s builder. Listeners are called
     * on the cluster's own thread and must not block. With virtual time, a client that also has {@link VirtualTime#executor}
     * for its timer does all its work before the time goes on, so that a run is exactly repeatable and nothing ever waits;
     * one that hands events to threads of its own should come over HTTP instead. {@link #close} closes it.
     */
    public Transport transport() {
        return inProcess;
    }

    /**
     * What the master's `/state` answers, as JSON, without going over HTTP.
     *
     * @throws IllegalStateException if no master leads at present; see {@link #stateOfLeader}
     * @throws CancellationException if the thread is interrupted, which it still is then
     */
    public String state() {
        return stateOfLeader()
                .orElseThrow(() -> new IllegalStateException("No master leads at present: nobody to ask"));
    }

    /**
     * As {@link #state}; empty while no master leads and serves, as between the end of one and the recovery of the next.
     *
     * @throws CancellationException if the thread is interrupted, which it still is then
     */
    public Optional<String> stateOfLeader() {
        requireOpen();
        CompletableFuture<Optional<String>> state = cluster.askLeader(
                master -> master.json("/state", Map.of()).orElseThrow().toString());
        try {
            return state.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while asking the master for its state");
        } catch (ExecutionException e) {
            return cluster.join(state);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException(Cluster.CLOSED);
        }
    }

    /**
     * Has this called whenever something has happened at the master that {@link #state} may show. It is called on the
     * cluster's own thread, and must neither block nor ask for the state itself.
     */
    public Registration onChange(Runnable listener) {
        requireOpen();
        cluster.onChange(listener);
        return () -> cluster.removeChangeListener(listener);
    }

    /** A listener's place, until it is closed. */
    public interface Registration extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * From now on tasks behave so when they start; those that run go on as they are.
     *
     * @param next as for {@link EmbeddedMesosBuilder#simulatedTasks(Function)}
     * @throws IllegalStateException unless built with {@link EmbeddedMesosBuilder#simulatedTasks}
     */
    public void script(Function<TaskInfo, TaskScript> next) {
        requireOpen();
        if (settings.scripts == null) {
            throw new IllegalStateException("The tasks of this cluster are processes: build it with simulatedTasks()");
        }
        scripts.become(Objects.requireNonNull(next, "scripts is null"));
    }

    /** What can go wrong between frameworks and this cluster. */
    public Faults faults() {
        requireOpen();
        return faults;
    }

    /** Below it are `agent1`, `agent2` and so on, each laid out as an agent's work directory of Mesos. */
    public Path workDirectory() {
        return workDirectory;
    }

    /**
     * Kills all tasks and executors, cuts all connections, ends all threads, and deletes the work directory unless it was
     * given. Idempotent; whoever closes what another thread is closing waits until that is done.
     *
     * @throws IllegalStateException after all that, if a task's script could not be had: its cause is what the first such script
     *     threw
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            awaitOtherCloser();
            return;
        }
        try {
            takeDown();
        } finally {
            isDown.countDown();
        }
        scripts.throwFailure();
    }

    /** The cluster's own threads are what the other one waits for: workers are interrupted by it, the loop does not wait. */
    private void awaitOtherCloser() {
        if (loop.isOwnThread()) {
            return;
        }
        try {
            isDown.await(OTHER_CLOSER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeDown() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM ends, and this is what it was to do.
        }
        inProcess.close();
        cluster.close();
        runtime.close();
        workers.shutdownNow();
        masters.forEach(EmbeddedMaster::close);
        agents.forEach(EmbeddedAgent::close);
        simulatedAgents.close();
        transport.close();
        timer.shutdownNow();
        try {
            workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (settings.workDirectory == null) {
            Sandboxes.delete(workDirectory);
        }
    }

    /** Processes first: whoever ended the JVM may hold up all else, as on the cluster's own thread. */
    private void closeAtExit() {
        runtime.close();
        close();
    }

    void open() {
        if (settings.closedAtExit) {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        cluster.elections().pace(settings.electionTime, settings.recoveryTime);
        if (settings.election != null) {
            cluster.elections()
                    .holdElsewhere(
                            settings.election,
                            number -> workers.execute(() -> masters.get(number).stop()));
        }
        for (int i = 0; i < settings.masters; i++) {
            openMaster(i, random);
        }
        List<AgentSettings> described = settings.agentSettings();
        for (int i = 0; i < described.size(); i++) {
            openAgent(i, described.get(i).numbered(i + 1), random);
        }
        awaitAgents();
        cluster.elections().onElection(leader -> workers.execute(() -> endMastersElsewhere(leader)));
    }

    private void openMaster(int index, RandomGenerator random) {
        Exchanges exchanges = new Exchanges(
                (index + 1L) << 40, // never the numbers of another master's
                stream -> cluster.post(() -> cluster.toMaster(new MasterInput.StreamClosed(stream))));
        BasicAuthentication frameworks = new BasicAuthentication(settings.credentials);
        BasicAuthentication operators = new BasicAuthentication(settings.operatorCredentials);
        LeaderGate gate = new LeaderGate(
                index,
                cluster.elections()::leadership,
                number -> masters.get(number).address(),
                frameworks,
                operators,
                new MasterRoutes(
                        cluster,
                        exchanges,
                        frameworks,
                        operators,
                        this::master,
                        () -> cluster.elections().leadership().leader() == index,
                        settings.acls));
        Handler routes = faultyMaster.over(deviating(new ProcessMessages("master", gate)));
        Port listening = new Port(
                settings.host, settings.port == 0 ? 0 : settings.port + index, 2, settings.streamBacklog, settings.tls);
        EmbeddedMaster master = new EmbeddedMaster(
                cluster, index, listening, exchanges, routes, number -> process(number, random), servers, inProcess);
        masters.add(master);
        master.start();
    }

    private MasterProcess process(int number, RandomGenerator random) {
        MasterConfig config = MasterConfig.builder(random)
                .host(settings.host)
                .port(masters.get(number).portNumber())
                .allocationInterval(settings.allocationInterval)
                .heartbeatInterval(settings.heartbeatInterval)
                .offerTimeout(Optional.ofNullable(settings.offerTimeout))
                .allocation(domain(number).map(settings.allocation::withDomain).orElse(settings.allocation))
                .agents(new AgentTimeouts(
                        settings.agentPingTimeout, settings.maxAgentPingTimeouts, settings.agentReregisterTimeout))
                .acls(settings.acls)
                .build();
        return new MasterProcess(config, () -> new Master(config, registry, random, cluster.now()));
    }

    private void openAgent(int index, AgentSettings agent, RandomGenerator random) {
        Exchanges exchanges = new Exchanges(
                stream -> cluster.post(() -> cluster.toAgent(index, new AgentInput.StreamClosed(stream))));
        Path directory = workDirectory.resolve("agent" + (index + 1));
        boolean simulated = settings.scripts != null;
        String process = "slave(" + (simulated ? index + 1 : 1) + ")";
        Place place = simulated
                ? simulatedAgents.process(process)
                : new Port(settings.host, 0, 1, settings.streamBacklog, null);
        Handler routes = deviating(
                new ProcessMessages(process, new AgentRoutes(cluster, index, process, exchanges, directory, workers)));
        Function<AgentSettings, AgentConfig> described = now -> config(index, now, place.number(), process, directory);
        place.open(routes);
        agents.add(new EmbeddedAgent(cluster, index, place, routes, agent, described));
        AgentConfig config = described.apply(agent);
        ContainerRuntime containers =
                simulated ? new SimulatedRuntime(cluster, index, exchanges, scripts, random) : runtime;
        cluster.start(config, now -> new Agent(now, random, cluster.now()), exchanges, containers, place::close);
    }

    private AgentConfig config(int index, AgentSettings agent, int port, String process, Path directory) {
        List<Resource> resources = parsed(index, "resources", agent.resources(), AgentResources::parse);
        List<Attribute> attributes = parsed(index, "attributes", agent.attributes(), Attributes::parse);
        return new AgentConfig(
                settings.host,
                settings.host,
                port,
                process,
                directory,
                resources,
                attributes,
                agent.domain(),
                new ExecutorTimeouts(settings.executorRegistrationTimeout, settings.executorReregistrationTimeout),
                settings.reconfigurationPolicy,
                settings.agentAcls,
                settings.executorEnvironment);
    }

    private Handler deviating(Handler routes) {
        return settings.deviation == null ? routes : settings.deviation.over(routes);
    }

    private <T> T parsed(int index, String what, String text, Function<String, T> parser) {
        try {
            return parser.apply(settings.deviation == null ? text : settings.deviation.onText(what, text));
        } catch (MalformedValueException e) {
            throw new IllegalArgumentException(
                    "The %s of agent %d, '%s': %s".formatted(what, index + 1, text, e.getMessage()), e);
        }
    }

    /** Registration takes turns of the loop only, so that this waits for nothing but those. */
    private void awaitAgents() {
        if (settings.election != null) {
            awaitElection();
        }
        cluster.join(cluster.reached());
    }

    private void awaitElection() {
        try {
            cluster.elections().led().get(ELECTION_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "No master was elected within %d s by %s".formatted(ELECTION_SECONDS, settings.election), e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the masters elected one of them", e);
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
