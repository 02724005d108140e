package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.MasterElection;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    private static final long CLOSE_SECONDS = 5;

    /** A machine wants to be called at this time. */
    private record Due(Instant at, int machine) {}

    /** Where an agent's process is, or was. */
    private static final class AgentSlot {
        final Function<AgentConfig, Agent> maker;
        final Exchanges exchanges;
        final ContainerRuntime runtime;
        final Runnable ended;
        Agent agent;
        boolean up = true;
        boolean partitioned;

        /** Stopped, but not ended: what comes for it waits in line. */
        boolean paused;

        final List<AgentInput> waiting = new ArrayList<>();

        /** Set when what it has checkpointed is of no use: the next start is that of a new agent. */
        boolean over;

        /** The lead that it has last been told of. */
        long lead;

        final Set<ContainerID> alive = new LinkedHashSet<>();

        /** Wait statuses of containers that ended while the agent was down. */
        final Map<ContainerID, Integer> endedContainers = new LinkedHashMap<>();

        AgentSlot(
                AgentConfig config,
                Function<AgentConfig, Agent> maker,
                Exchanges exchanges,
                ContainerRuntime runtime,
                Runnable ended) {
            this.maker = maker;
            this.exchanges = exchanges;
            this.runtime = runtime;
            this.ended = ended;
            this.agent = maker.apply(config);
        }
    }

    /** A master's process that runs and would lead; the one that has waited longest is next. */
    private record Contender(int number, MasterProcess process, Exchanges exchanges) {}

    private final Loop loop;

    private @Nullable Deviation deviation;
    private @Nullable Master master;
    private @Nullable Exchanges masterExchanges;
    private final List<Contender> contenders = new ArrayList<>();

    /** The one that leads, or is about to. */
    private @Nullable Contender leading;

    /** Where who leads is found out elsewhere. */
    private @Nullable Candidacies candidacies;

    private IntConsumer masterExits = number -> {};
    private final CompletableFuture<Void> led = new CompletableFuture<>();
    private volatile Leadership leadership = Leadership.NONE;
    private Duration electionTime = Duration.ZERO;
    private Duration recoveryTime = Duration.ZERO;

    /** Counts the leaders there were. */
    private long lead;

    private final List<AgentSlot> agents = new ArrayList<>();

    /** What is still to be handed over in this turn. */
    private final Deque<Runnable> deliveries = new ArrayDeque<>();

    /** When each machine is looked at next: at its deadline, or before it. */
    private final Map<Integer, Instant> noted = new HashMap<>();

    /** What is noted, and what an earlier time has taken the place of. */
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> a.at.compareTo(b.at));

    private IntConsumer electionListener = leader -> {};

    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();

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

    /**
     * How long a leader's end goes unnoticed, and how long the next one takes to read the registry. For all but the first.
     */
    public void pace(Duration election, Duration recovery) {
        electionTime = election;
        recoveryTime = recovery;
    }

    /** Has this told, on the loop, who leads: whenever one is elected, and when a master begins beside it. */
    public void onElection(IntConsumer listener) {
        post(() -> electionListener = listener);
    }

    /** What all masters believe about who leads. For any thread. */
    public Leadership leadership() {
        return leadership;
    }

    /**
     * Who leads is found out elsewhere from now on; before the masters are started.
     *
     * @param exits told of masters that have lost their candidacy or their lead, and have to end (PROTOCOL H18)
     */
    public void elect(MasterElection election, IntConsumer exits) {
        candidacies = new Candidacies(election);
        masterExits = exits;
        candidacies.detect(leader -> post(() -> detected(leader)));
    }

    /** Done when a leader is there and serves, or is known elsewhere. */
    public CompletableFuture<Void> led() {
        return led;
    }

    /**
     * A master's process begins. It leads if no other does.
     *
     * @param begin asked on the loop
     */
    public void startMaster(int number, Supplier<MasterProcess> begin, Exchanges exchanges) {
        post(() -> {
            MasterProcess process = begin.get();
            Contender contender = new Contender(number, process, exchanges);
            contenders.add(contender);
            if (candidacies != null) {
                candidacies.stand(number, process.candidate(), () -> post(() -> lostCandidacy(contender)));
            } else if (leadership.leader() < 0) {
                elect(contenders.get(0));
            } else {
                electionListener.accept(leadership.leader());
            }
        });
    }

    /** A master's process ends. If it led, this shows after a while only. */
    public void stopMaster(int number) {
        post(() -> end(number));
    }

    private void end(int number) {
        contenders.removeIf(contender -> contender.number == number);
        if (candidacies != null) {
            after(electionTime, candidacies.withdraw(number));
        }
        if (leadership.leader() != number) {
            return;
        }
        leadership = Leadership.recovering(number);
        leaderIsGone();
        long ended = lead;
        if (candidacies == null) {
            after(electionTime, () -> {
                if (lead == ended && contenders.isEmpty()) {
                    leadership = Leadership.NONE;
                } else if (lead == ended) {
                    elect(contenders.get(0));
                }
            });
        }
    }

    private void leaderIsGone() {
        leading = null;
        master = null;
        masterExchanges = null;
        lead++;
        forAgents(slot -> !slot.partitioned, new AgentInput.MasterLost());
    }

    private void lostCandidacy(Contender contender) {
        if (contenders.contains(contender)) {
            exit(contender.number);
        }
    }

    /** The election has a result, the same as the last one perhaps. */
    private void detected(Optional<MasterElection.Candidate> found) {
        Optional<Contender> own = found.flatMap(this::contender);
        Contender before = leading;
        if (before != null && own.filter(before::equals).isPresent()) {
            return;
        }
        if (before != null) {
            exit(before.number);
        }
        if (own.isPresent()) {
            elect(own.get());
        } else if (found.isEmpty()) {
            leadership = Leadership.NONE;
        } else {
            leadership = Leadership.elsewhere(found.get().address());
            led.complete(null);
        }
    }

    private Optional<Contender> contender(MasterElection.Candidate candidate) {
        return contenders.stream()
                .filter(each -> each.process.candidate().equals(candidate))
                .findFirst();
    }

    private void exit(int number) {
        end(number);
        masterExits.accept(number);
    }

    private void elect(Contender next) {
        leading = next;
        leadership = Leadership.recovering(next.number);
        electionListener.accept(next.number);
        long begun = ++lead;
        after(begun == 1 ? Duration.ZERO : recoveryTime, () -> {
            if (lead == begun) {
                beginToLead(next);
            }
        });
    }

    private void beginToLead(Contender next) {
        Master leader = next.process.leads().get();
        master = leader;
        masterExchanges = next.exchanges;
        leadership = Leadership.of(next.number);
        noteDeadline(MASTER, leader.nextDeadline());
        forAgents(slot -> !slot.partitioned, new AgentInput.MasterDetected());
        led.complete(null);
    }

    private void after(Duration wait, Runnable turn) {
        if (wait.isZero()) {
            deliveries.add(turn);
        } else {
            at(now().plus(wait), turn);
        }
    }

    private void forAgents(Predicate<AgentSlot> which, AgentInput input) {
        for (int i = 0; i < agents.size(); i++) {
            if (which.test(agents.get(i))) {
                agents.get(i).lead = lead;
                toAgent(i, input);
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
            agents.add(new AgentSlot(config, maker, exchanges, runtime, ended));
            agents.get(agents.size() - 1).lead = lead;
            toAgent(agents.size() - 1, new AgentInput.Start());
        });
    }

    /** The agent's process ends on the spot; what runs on it goes on. */
    public void killAgent(int agent) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            if (slot.up) {
                crash(agent, slot);
                if (!slot.partitioned) {
                    toMaster(new MasterInput.AgentDisconnected(agent));
                }
            }
        });
    }

    private void crash(int agent, AgentSlot slot) {
        slot.paused = false;
        slot.waiting.clear();
        toAgent(agent, new AgentInput.Crash());
        slot.up = false;
    }

    /** The agent's process stops, as by SIGSTOP: its connections stay, and what is sent to it waits. */
    public void pauseAgent(int agent) {
        post(() -> agents.get(agent).paused = agents.get(agent).up);
    }

    /** It goes on with what has come meanwhile. */
    public void resumeAgent(int agent) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            slot.paused = false;
            List<AgentInput> waiting = List.copyOf(slot.waiting);
            slot.waiting.clear();
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
            AgentSlot slot = agents.get(agent);
            if (slot.up) {
                return;
            }
            begins.run();
            begin(slot);
            if (slot.over) {
                slot.over = false;
                slot.agent = slot.maker.apply(config);
                toAgent(agent, new AgentInput.Start());
            } else {
                toAgent(
                        agent,
                        new AgentInput.Recover(config, Set.copyOf(slot.alive), Map.copyOf(slot.endedContainers)));
            }
            recovered(slot);
        });
    }

    /** The agent's process begins again only to end what it left behind, and then itself. */
    public void restartAgentToCleanUp(int agent, Runnable begins) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            if (slot.up || slot.over) {
                return;
            }
            begins.run();
            begin(slot);
            toAgent(agent, new AgentInput.CleanUp(Set.copyOf(slot.alive), Map.copyOf(slot.endedContainers)));
            recovered(slot);
        });
    }

    private void begin(AgentSlot slot) {
        slot.up = true;
        slot.lead = lead;
    }

    private static void recovered(AgentSlot slot) {
        slot.endedContainers.clear();
        slot.runtime.agentIsBack();
    }

    /** The agent's machine is lost with all that is on it; nobody says goodbye. */
    public void destroyAgent(int agent) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            if (slot.up) {
                crash(agent, slot);
            }
            slot.over = true;
            List.copyOf(slot.alive).forEach(slot.runtime::destroy);
        });
    }

    /** Everything that runs on the agent, which is down, ends. */
    public void endAllOn(int agent) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            List.copyOf(slot.alive).forEach(slot.runtime::destroy);
        });
    }

    /** Nothing passes between the agent and its master, in either direction. */
    public void partitionAgent(int agent) {
        post(() -> agents.get(agent).partitioned = true);
    }

    /** What was lost is lost; a new leader is found at once. */
    public void healAgent(int agent) {
        post(() -> {
            AgentSlot slot = agents.get(agent);
            slot.partitioned = false;
            if (slot.lead != lead) {
                slot.lead = lead;
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
        CompletableFuture<Void> reached = new CompletableFuture<>();
        try {
            loop.execute(() -> reached.complete(null));
        } catch (RejectedExecutionException e) {
            reached.completeExceptionally(e);
        }
        return reached;
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
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            loop.look(() -> {
                if (master == null) {
                    answer.completeExceptionally(new IllegalStateException("Master has not finished recovery"));
                } else {
                    complete(answer, master, question);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    public <T> CompletableFuture<T> askAgent(int agent, Function<Agent, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            loop.look(() -> complete(answer, agents.get(agent).agent, question));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** Kills the containers of the executors of this id; how many there were. */
    public CompletableFuture<Integer> crashExecutor(String executorId) {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        post(() -> {
            int crashed = 0;
            for (AgentSlot slot : agents) {
                for (ContainerID container : slot.agent.containers(executorId)) {
                    slot.runtime.destroy(container);
                    crashed++;
                }
            }
            count.complete(crashed);
        });
        return count;
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
            planted.onInput(input)
                    .forEach(each -> to.on(each, loop.now())
                            .forEach(effect -> planted.onEffect(effect).forEach(this::apply)));
        }
        noteDeadline(MASTER, to.nextDeadline());
        if (!(input instanceof MasterInput.Tick)) {
            changeListeners.forEach(Runnable::run);
        }
    }

    /** Only for turns on the loop. */
    public void toAgent(int agent, AgentInput input) {
        AgentSlot slot = agents.get(agent);
        if (!slot.up) {
            return;
        }
        if (slot.paused) {
            if (!(input instanceof AgentInput.Tick)) {
                slot.waiting.add(input);
            }
            return;
        }
        Deviation planted = deviation;
        if (planted == null) {
            slot.agent.on(input, loop.now()).forEach(effect -> apply(agent, slot, effect));
        } else {
            planted.onInput(input)
                    .forEach(each -> slot.agent
                            .on(each, loop.now())
                            .forEach(effect -> planted.onEffect(effect).forEach(shown -> apply(agent, slot, shown))));
        }
        noteDeadline(agent, slot.agent.nextDeadline());
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

    /** Called on the loop whenever the master has heard something, or has told a framework something but heartbeats. */
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
            loop.touch();
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

    private void apply(int agent, AgentSlot slot, AgentEffect effect) {
        if (effect instanceof AgentEffect.TellMaster tell) {
            deliveries.add(() -> {
                if (!slot.partitioned) {
                    toMaster(new MasterInput.AgentSays(agent, tell.message()));
                }
            });
        } else if (effect instanceof AgentEffect.Exit) {
            slot.up = false;
            slot.ended.run();
        } else if (effect instanceof AgentEffect.Answer answer) {
            slot.exchanges.answer(answer.exchange(), answer.status(), answer.text());
        } else if (effect instanceof AgentEffect.OpenStream open) {
            slot.exchanges.openStream(open.exchange(), Headers.EMPTY);
        } else if (effect instanceof AgentEffect.Send send) {
            if (slot.exchanges.isRemote(send.exchange())) {
                loop.touch();
            }
            slot.exchanges.send(send.exchange(), send.event());
        } else if (effect instanceof AgentEffect.EndStream end) {
            slot.exchanges.endStream(end.exchange());
        } else if (effect instanceof AgentEffect.LaunchContainer launch) {
            slot.alive.add(launch.launch().containerId());
            slot.runtime.launch(launch.launch(), listener(agent, launch.launch().containerId()));
        } else if (effect instanceof AgentEffect.LaunchNested nested) {
            slot.runtime.launchNested(
                    nested.launch(), listener(agent, nested.launch().containerId()));
        } else if (effect instanceof AgentEffect.SignalContainer signal) {
            slot.runtime.signal(signal.containerId(), signal.signal());
        } else if (effect instanceof AgentEffect.DeleteSandbox delete) {
            slot.runtime.deleteSandbox(delete.sandbox());
        } else if (effect instanceof AgentEffect.AnswerMessage answer) {
            slot.exchanges.answer(answer.exchange(), answer.message());
        } else if (effect instanceof AgentEffect.MakeVolume make) {
            slot.runtime.makeVolume(make.directory());
        } else if (effect instanceof AgentEffect.LinkVolume link) {
            slot.runtime.linkVolume(link.link(), link.directory());
        } else if (effect instanceof AgentEffect.RemoveVolume remove) {
            slot.runtime.removeVolume(remove.directory());
        } else if (effect instanceof AgentEffect.DestroyContainer destroy) {
            slot.runtime.destroy(destroy.containerId());
        }
    }

    private ContainerRuntime.Listener listener(int agent, ContainerID containerId) {
        return new ContainerRuntime.Listener() {
            @Override
            public void started(long pid) {
                post(() -> toAgent(agent, new AgentInput.ContainerStarted(containerId, pid)));
            }

            @Override
            public void sandboxFailed(String message) {
                post(() -> toAgent(agent, new AgentInput.SandboxFailed(containerId, message)));
            }

            @Override
            public void failed(String message, int status) {
                post(() -> ended(
                        agent, containerId, status, new AgentInput.ContainerFailed(containerId, message, status)));
            }

            @Override
            public void exited(int status) {
                post(() -> ended(agent, containerId, status, new AgentInput.ContainerExited(containerId, status)));
            }
        };
    }

    private void ended(int agent, ContainerID containerId, int status, AgentInput input) {
        AgentSlot slot = agents.get(agent);
        slot.alive.remove(containerId);
        if (slot.up) {
            toAgent(agent, input);
        } else {
            slot.endedContainers.put(containerId, status);
        }
    }

    private void noteDeadline(int machine, Optional<Instant> deadline) {
        deadline.ifPresent(at -> {
            Instant known = noted.get(machine);
            if (known == null || at.isBefore(known)) {
                noted.put(machine, at);
                due.add(new Due(at, machine));
            }
        });
    }

    private void rearm() {
        Due first = due.peek();
        if (first == null || (wakeUpAt != null && !first.at.isBefore(wakeUpAt))) {
            return;
        }
        if (wakeUp != null) {
            wakeUp.cancel();
        }
        wakeUpAt = first.at;
        wakeUp = at(first.at, this::tick);
    }

    private void tick() {
        wakeUpAt = null;
        wakeUp = null;
        Instant now = loop.now();
        for (Due next = due.peek(); next != null && !next.at.isAfter(now); next = due.peek()) {
            due.remove();
            if (!noted.remove(next.machine, next.at)) {
                continue; // an earlier one came in its place
            }
            if (next.machine == MASTER) {
                tickMaster(now);
            } else {
                tickAgent(next.machine, now);
            }
        }
    }

    private void tickMaster(Instant now) {
        if (master != null && isDue(master.nextDeadline(), now)) {
            toMaster(new MasterInput.Tick());
        } else if (master != null) {
            noteDeadline(MASTER, master.nextDeadline());
        }
    }

    private void tickAgent(int agent, Instant now) {
        Optional<Instant> deadline = agents.get(agent).agent.nextDeadline();
        if (isDue(deadline, now)) {
            toAgent(agent, new AgentInput.Tick());
        } else {
            noteDeadline(agent, deadline);
        }
    }

    private static boolean isDue(Optional<Instant> deadline, Instant now) {
        return deadline.isPresent() && !deadline.get().isAfter(now);
    }

    /** Ends the loop; what is under way is finished, what waits is not begun. */
    @Override
    public void close() {
        loop.close();
        if (candidacies != null) {
            awaitEnd(candidacies.end());
        }
    }

    private static void awaitEnd(CompletableFuture<Void> candidacies) {
        try {
            candidacies.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("What the masters have announced may stay for a while", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
