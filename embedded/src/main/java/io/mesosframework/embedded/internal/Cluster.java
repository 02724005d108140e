package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.internal.agent.Agent;
import io.mesosframework.embedded.internal.agent.AgentConfig;
import io.mesosframework.embedded.internal.agent.AgentEffect;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.master.Master;
import io.mesosframework.embedded.internal.master.MasterEffect;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.embedded.internal.runtime.ContainerRuntime;
import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.http.Headers;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.structures.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a master and its agents: it feeds them inputs and the time, carries their messages to each other
 * in order, and puts the rest of their effects into the world.
 */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int MASTER = -1;

    /** What those are told who come too late. */
    public static final String CLOSED = "This embedded Mesos is closed";

    private final Loop loop;

    private @Nullable Deviation deviation;
    private @Nullable Master master;
    private @Nullable Exchanges masterExchanges;
    private final List<AgentProcess> agents = new ArrayList<>();

    /** What is still to be handed over in this turn. */
    private final Deque<Runnable> deliveries = new ArrayDeque<>();

    /** When each machine is to be looked at next: at its deadline, or before it. */
    private final Deadlines<Integer> deadlines = new Deadlines<>();

    private final Elections elections = new Elections(new Elected());
    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();

    /** Answers that are waited for. */
    private final Map<Object, CompletableFuture<?>> owed = new ConcurrentHashMap<>();

    private @Nullable Instant wakeUpAt;
    private Loop.@Nullable Timer wakeUp;

    public Cluster(Loop loop) {
        this.loop = loop;
    }

    /** From now on everything goes through it; before the machines are started. */
    public void plant(Deviation fault) {
        deviation = fault;
    }

    /** The cluster's time. */
    public Instant now() {
        return loop.now();
    }

    /** Who of its masters leads. */
    public Elections elections() {
        return elections;
    }

    private final class Elected implements Elections.Owner {

        @Override
        public void post(Runnable turn) {
            Cluster.this.post(turn);
        }

        @Override
        public void after(Duration wait, Runnable turn) {
            if (wait.isZero()) {
                deliveries.add(turn);
            } else {
                at(now().plus(wait), turn);
            }
        }

        @Override
        public void leaderIsGone() {
            master = null;
            masterExchanges = null;
            toReachableAgents(new AgentInput.MasterLost());
            changeListeners.forEach(Runnable::run);
        }

        @Override
        public void leads(MasterProcess process, Exchanges exchanges) {
            Master leader = process.leads().get();
            master = leader;
            masterExchanges = exchanges;
            lookAt(MASTER, leader.nextDeadline());
            toReachableAgents(new AgentInput.MasterDetected());
            changeListeners.forEach(Runnable::run);
        }
    }

    private void toReachableAgents(AgentInput input) {
        for (AgentProcess process : agents) {
            if (!process.partitioned) {
                process.lead = elections.lead();
                toAgent(process.number, input);
            }
        }
    }

    /**
     * An agent's process begins for the first time; it gets the next number, from 0.
     *
     * @param ended called on the loop when the process has ended by itself
     */
    public void start(
            AgentConfig config,
            Function<AgentConfig, Agent> maker,
            Exchanges exchanges,
            ContainerRuntime runtime,
            Runnable ended) {
        post(() -> {
            int number = agents.size();
            AgentProcess process = new AgentProcess(this, number, config, maker, exchanges, runtime, ended);
            process.lead = elections.lead();
            agents.add(process);
            toAgent(number, new AgentInput.Start());
        });
    }

    /** The agent's process ends on the spot; what runs on it goes on. */
    public void killAgent(int agent) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            if (process.up) {
                crash(agent, process);
                if (!process.partitioned) {
                    toMaster(new MasterInput.AgentDisconnected(agent));
                }
            }
        });
    }

    private void crash(int agent, AgentProcess process) {
        process.paused = false;
        process.waiting.clear();
        toAgent(agent, new AgentInput.Crash());
        process.up = false;
    }

    /** The agent's process stops, as by SIGSTOP: its connections stay, and what is sent to it waits. */
    public void pauseAgent(int agent) {
        post(() -> agents.get(agent).paused = agents.get(agent).up);
    }

    /** It goes on with what has come meanwhile. */
    public void resumeAgent(int agent) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            process.paused = false;
            List<AgentInput> waiting = List.copyOf(process.waiting);
            process.waiting.clear();
            waiting.forEach(input -> toAgent(agent, input));
            toAgent(agent, new AgentInput.Tick());
        });
    }

    /**
     * The agent's process begins again, on the same work directory.
     *
     * @param begins called on the loop before it takes anything
     */
    public void restartAgent(int agent, AgentConfig config, Runnable begins) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            if (process.up) {
                return;
            }
            begins.run();
            begin(process);
            if (process.over) {
                process.over = false;
                process.agent = process.maker.apply(config);
                toAgent(agent, new AgentInput.Start());
            } else {
                toAgent(
                        agent,
                        new AgentInput.Recover(config, Set.copyOf(process.alive), Map.copyOf(process.endedContainers)));
            }
            recovered(process);
        });
    }

    /** The agent's process begins again only to end what it left behind, and then itself. */
    public void restartAgentToCleanUp(int agent, Runnable begins) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            if (process.up || process.over) {
                return;
            }
            begins.run();
            begin(process);
            toAgent(agent, new AgentInput.CleanUp(Set.copyOf(process.alive), Map.copyOf(process.endedContainers)));
            recovered(process);
        });
    }

    private void begin(AgentProcess process) {
        process.up = true;
        process.lead = elections.lead();
    }

    private static void recovered(AgentProcess process) {
        process.endedContainers.clear();
        process.runtime.agentIsBack();
    }

    /** The agent's machine is lost with all that is on it; nobody says goodbye. */
    public void destroyAgent(int agent) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            if (process.up) {
                crash(agent, process);
            }
            process.over = true;
            List.copyOf(process.alive).forEach(process.runtime::destroy);
        });
    }

    /** Everything that runs on the agent, which is down, ends. */
    public void endAllOn(int agent) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            List.copyOf(process.alive).forEach(process.runtime::destroy);
        });
    }

    /** Nothing passes between the agent and its master, in either direction. */
    public void partitionAgent(int agent) {
        post(() -> agents.get(agent).partitioned = true);
    }

    /** What was lost is lost; a new leader is found at once. */
    public void healAgent(int agent) {
        post(() -> {
            AgentProcess process = agents.get(agent);
            process.partitioned = false;
            if (process.lead != elections.lead()) {
                process.lead = elections.lead();
                toAgent(agent, new AgentInput.MasterLost());
                if (master != null) {
                    toAgent(agent, new AgentInput.MasterDetected());
                }
            }
        });
    }

    /** Whether the agent's process runs. Only for turns on the loop. */
    public boolean isUp(int agent) {
        return agents.get(agent).up;
    }

    /** The agent leaves in good order. */
    public void shutDownAgent(int agent) {
        post(() -> toAgent(agent, new AgentInput.ShutDown()));
    }

    /** Done when the loop has come to this point. */
    public CompletableFuture<Void> reached() {
        CompletableFuture<Void> reached = owed();
        execute(reached, () -> reached.complete(null));
        return reached;
    }

    /**
     * Waits for what the loop owes.
     *
     * @throws IllegalStateException once closed
     */
    public <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RejectedExecutionException) {
                throw new IllegalStateException(CLOSED, e.getCause());
            }
            throw e;
        }
    }

    /** Whoever waits for it does not wait for ever, whatever becomes of the loop. */
    private <T> CompletableFuture<T> owed() {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Object place = new Object();
        owed.put(place, answer);
        var unused = answer.whenComplete((given, failure) -> owed.remove(place));
        return answer;
    }

    /** Runs a turn on the loop, soon; nothing once it is closed. */
    public void post(Runnable turn) {
        try {
            loop.execute(() -> run(turn));
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: an input is dropped");
        }
    }

    /** Only for turns on the loop: does this in the same turn, behind what is still to be handed over in it. */
    public void deliver(Runnable delivery) {
        deliveries.add(delivery);
    }

    /** Runs a turn on the loop when it is this time; null once it is closed. */
    public Loop.@Nullable Timer at(Instant time, Runnable turn) {
        try {
            return loop.at(time, () -> run(turn));
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: no more timers");
            return null;
        }
    }

    /** Asks on the loop; fails if there is no master (yet, or any more). */
    public <T> CompletableFuture<T> askMaster(Function<Master, T> question) {
        CompletableFuture<T> answer = owed();
        look(answer, () -> {
            if (master == null) {
                answer.completeExceptionally(new IllegalStateException("Master has not finished recovery"));
            } else {
                complete(answer, master, question);
            }
        });
        return answer;
    }

    /** As {@link #askMaster}; empty if there is no master. */
    public <T> CompletableFuture<Optional<T>> askLeader(Function<Master, T> question) {
        CompletableFuture<Optional<T>> answer = owed();
        look(answer, () -> {
            if (master == null) {
                answer.complete(Optional.empty());
            } else {
                complete(answer, master, asked -> Optional.of(question.apply(asked)));
            }
        });
        return answer;
    }

    public <T> CompletableFuture<T> askAgent(int agent, Function<Agent, T> question) {
        CompletableFuture<T> answer = owed();
        look(answer, () -> complete(answer, agents.get(agent).agent, question));
        return answer;
    }

    /** Kills the containers of the executors of this id; how many there were. */
    public CompletableFuture<Integer> crashExecutor(String executorId) {
        CompletableFuture<Integer> count = owed();
        execute(
                count,
                () -> run(() -> {
                    int crashed = 0;
                    for (AgentProcess process : agents) {
                        for (ContainerID container : process.agent.containers(executorId)) {
                            process.runtime.destroy(container);
                            crashed++;
                        }
                    }
                    count.complete(crashed);
                }));
        return count;
    }

    private void look(CompletableFuture<?> answer, Runnable turn) {
        try {
            loop.look(turn);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private void execute(CompletableFuture<?> answer, Runnable turn) {
        try {
            loop.execute(turn);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private static <M, T> void complete(CompletableFuture<T> answer, M machine, Function<M, T> question) {
        try {
            answer.complete(question.apply(machine));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Whether the master is there; only for turns on the loop. */
    public boolean hasMaster() {
        return master != null;
    }

    /** Only for turns on the loop. */
    public void toMaster(MasterInput input) {
        if (input instanceof MasterInput.SchedulerCall call && call.call().hasAcknowledge()) {
            loop.met(call.call().getAcknowledge().getUuid());
        }
        Master to = master;
        if (to == null) {
            return;
        }
        Deviation planted = deviation;
        if (planted == null) {
            to.on(input, loop.now()).forEach(this::apply);
        } else {
            List<MasterInput> shown = planted.onInput(input);
            if (shown.isEmpty()) {
                return; // a lost tick would leave its deadline due, and be sent again for ever
            }
            shown.forEach(each -> to.on(each, loop.now())
                    .forEach(effect -> planted.onEffect(effect).forEach(this::apply)));
        }
        lookAt(MASTER, to.nextDeadline());
        if (!(input instanceof MasterInput.Tick)) {
            changeListeners.forEach(Runnable::run);
        }
    }

    /** Only for turns on the loop. */
    public void toAgent(int agent, AgentInput input) {
        AgentProcess process = agents.get(agent);
        if (!process.up) {
            return;
        }
        if (process.paused) {
            if (!(input instanceof AgentInput.Tick)) {
                process.waiting.add(input);
            }
            return;
        }
        Deviation planted = deviation;
        if (planted == null) {
            process.agent.on(input, loop.now()).forEach(effect -> apply(process, effect));
        } else {
            List<AgentInput> shown = planted.onInput(input);
            if (shown.isEmpty()) {
                return;
            }
            shown.forEach(each -> process.agent
                    .on(each, loop.now())
                    .forEach(effect -> planted.onEffect(effect).forEach(seen -> apply(process, seen))));
        }
        lookAt(agent, process.agent.nextDeadline());
    }

    private void run(Runnable turn) {
        try {
            turn.run();
            for (Runnable next = deliveries.poll(); next != null; next = deliveries.poll()) {
                next.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("The embedded Mesos failed at an input and goes on with the next", e);
        }
        rearm();
    }

    /**
     * Called on the loop whenever the master has heard something, or has told a framework something but heartbeats, and when a leader
     * ends or begins.
     */
    public void onChange(Runnable listener) {
        changeListeners.add(listener);
    }

    public void removeChangeListener(Runnable listener) {
        changeListeners.remove(listener);
    }

    private void apply(MasterEffect effect) {
        Exchanges exchanges = masterExchanges;
        if (effect instanceof MasterEffect.Tell tell) {
            deliveries.add(() -> {
                if (!agents.get(tell.peer()).partitioned) {
                    toAgent(tell.peer(), new AgentInput.MasterSays(tell.message()));
                }
            });
        } else if (exchanges == null) {
            LOG.debug("No exchanges yet");
        } else if (effect instanceof MasterEffect.Answer answer) {
            if (exchanges.isRemote(answer.exchange())) {
                loop.touch();
            }
            exchanges.answer(answer.exchange(), answer.status(), answer.text());
        } else if (effect instanceof MasterEffect.Reply reply) {
            exchanges.answer(reply.exchange(), reply.message());
        } else if (effect instanceof MasterEffect.OpenOperatorStream open) {
            exchanges.openStream(open.exchange(), Headers.EMPTY);
        } else if (effect instanceof MasterEffect.SendToOperator send) {
            exchanges.send(send.exchange(), send.event());
        } else if (effect instanceof MasterEffect.OpenStream open) {
            exchanges.openStream(open.exchange(), Headers.of("Mesos-Stream-Id", open.streamId()));
        } else if (effect instanceof MasterEffect.Send send) {
            if (exchanges.isRemote(send.exchange())) {
                expectReaction(send.event());
            }
            exchanges.send(send.exchange(), send.event());
            if (send.event().getType() != Event.Type.HEARTBEAT) {
                changeListeners.forEach(Runnable::run);
            }
        } else if (effect instanceof MasterEffect.EndStream end) {
            exchanges.endStream(end.exchange());
        }
    }

    /** Time of the cluster's own waits for those who are about to react, but nobody reacts to heartbeats. */
    private void expectReaction(Event event) {
        if (event.getType() != Event.Type.HEARTBEAT) {
            loop.touch();
        }
        if (event.getUpdate().getStatus().hasUuid()) {
            loop.expect(event.getUpdate().getStatus().getUuid());
        }
    }

    /** What an agent does to the world is its process' to do; the rest passes through here. */
    private void apply(AgentProcess process, AgentEffect effect) {
        if (effect instanceof AgentEffect.TellMaster tell) {
            deliveries.add(() -> {
                if (!process.partitioned) {
                    toMaster(new MasterInput.AgentSays(process.number, tell.message()));
                }
            });
        } else if (effect instanceof AgentEffect.Send send) {
            if (process.exchanges.isRemote(send.exchange())) {
                loop.touch();
            }
            process.exchanges.send(send.exchange(), send.event());
        } else {
            process.perform(effect);
        }
    }

    private void rearm() {
        Instant first = deadlines.next().orElse(null);
        if (first == null || (wakeUpAt != null && !first.isBefore(wakeUpAt))) {
            return;
        }
        if (wakeUp != null) {
            wakeUp.cancel();
        }
        wakeUpAt = first;
        wakeUp = at(first, this::tick);
    }

    private void tick() {
        wakeUpAt = null;
        wakeUp = null;
        Instant now = loop.now();
        for (var due = deadlines.pollDue(now); due.isPresent(); due = deadlines.pollDue(now)) {
            int machine = due.get();
            if (machine == MASTER) {
                tickMaster(now);
            } else {
                tickAgent(machine, now);
            }
        }
    }

    private void lookAt(int machine, Optional<Instant> deadline) {
        deadline.ifPresent(at -> deadlines.setIfEarlier(machine, at));
    }

    private void tickMaster(Instant now) {
        if (master != null && isDue(master.nextDeadline(), now)) {
            toMaster(new MasterInput.Tick());
        } else if (master != null) {
            lookAt(MASTER, master.nextDeadline());
        }
    }

    private void tickAgent(int agent, Instant now) {
        Optional<Instant> deadline = agents.get(agent).agent.nextDeadline();
        if (isDue(deadline, now)) {
            toAgent(agent, new AgentInput.Tick());
        } else {
            lookAt(agent, deadline);
        }
    }

    private static boolean isDue(Optional<Instant> deadline, Instant now) {
        return deadline.isPresent() && !deadline.get().isAfter(now);
    }

    /** Ends the loop; what is under way is finished, what waits is not begun. */
    @Override
    public void close() {
        loop.close();
        List.copyOf(owed.values())
                .forEach(answer -> answer.completeExceptionally(new RejectedExecutionException(CLOSED)));
        elections.close();
    }
}
