package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Command;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.TaskTemplate;
import io.mesosframework.scheduler.application.UnreachablePolicy;
import io.mesosframework.scheduler.application.UnreachablePolicy.OnReturn;
import io.mesosframework.scheduler.application.UpdatePolicy;
import io.mesosframework.utils.TaskIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One seed's world: a master, agents, a framework and its user, and what goes wrong with them. */
final class ChaosRun implements ModelAgent.TaskFate {

    private static final int REMEMBERED_STEPS = Integer.getInteger("chaos.steps", 50);
    private static final List<String> NAMES = List.of("web", "db", "job", "duo", "pg", "kv");
    private static final Duration FOR_EVER = Duration.ofDays(30);
    private static final Duration PATIENCE = Duration.ofHours(4);

    private record Step(Instant at, String what, String news) {
        @Override
        public String toString() {
            return "\n  " + at + " " + what + news;
        }
    }

    /** What the user asked for last, and whether that was confirmed. */
    private record Wish(@Nullable Application application, CompletableFuture<Void> answer) {}

    private final long seed;
    private final SplittableRandom random;
    private final Deque<Step> trace = new ArrayDeque<>();
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private final ModelMaster master;
    private final ModelProcess process;
    private final ChaosInvariants invariants;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final int troubles;

    /** Some of them, so that enough happens to each. */
    private final List<String> names;

    private boolean calm;
    private int agents;

    ChaosRun(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.troubles = random.nextInt(1, 50);
        this.names = random.nextInt(3) > 0 ? List.of("pg", NAMES.get(random.nextInt(NAMES.size()))) : NAMES;
        this.master = new ModelMaster(() -> now, random.split());
        this.invariants = new ChaosInvariants(master);
        this.process = new ModelProcess(master, () -> now, random.split(), invariants);
        invariants.watch(process);
        for (int i = 0; i < 3; i++) {
            newAgent();
        }
    }

    private void newAgent() {
        master.newAgent("agent" + agents++);
    }

    /** Answers how many tasks were launched. */
    long run(int steps) {
        try {
            process.start();
            for (int step = 0; step < steps; step++) {
                step();
                invariants.check();
            }
            calm = true;
            settle();
            return invariants.launched();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + trace, e);
        }
    }

    private void step() {
        int kind = random.nextInt(1000);
        if (kind < troubles) {
            trouble(random.nextInt(60));
        } else if (kind < troubles + 20) {
            ask();
        } else if (kind < troubles + 24) {
            pass(Duration.ofSeconds(random.nextInt(10, 400)));
        } else if (kind < 250) {
            advance(now.plusMillis(random.nextInt(2500)));
        } else {
            for (int i = 0; i < 12; i++) {
                progress(random.nextInt(12));
            }
        }
    }

    private void pass(Duration duration) {
        note("time passes");
        advance(now.plus(duration));
    }

    /** An authorizer does not take longer because nobody looks. */
    private void advance(Instant to) {
        now = to;
        if (master.launchAuthorized()) {
            note("launch");
        }
    }

    // ---- what goes on by itself ----

    private boolean progress(int what) {
        return switch (what) {
            case 0 -> did("effect", process::perform);
            case 1 -> did("input", process::take);
            case 2 -> did("commit", process::landCommit);
            case 3 -> did("event", process::receive);
            case 4 -> did("call", process::deliverCall);
            case 5 -> did("answer", process::receiveAnswer);
            case 6 -> did("tick", process::tick);
            case 7 -> did("subscribe", process::subscribe);
            case 8 -> agentsGoOn();
            case 9 -> did("messages", this::deliverMessages);
            case 10 -> did("launch", master::launchAuthorized);
            default -> did("allocate", master::allocate);
        };
    }

    private boolean agentsGoOn() {
        boolean any = false;
        for (ModelAgent agent : List.copyOf(master.agents.values())) {
            any |= agent.live(now, this);
            if (agent.linked && master.awaits(agent) && (calm || random.nextInt(10) == 0)) {
                note(agent + " registers again");
                master.reregister(agent);
                any = true;
            }
        }
        master.endRecovery();
        return any;
    }

    private boolean deliverMessages() {
        boolean any = false;
        for (ModelAgent agent : List.copyOf(master.agents.values())) {
            Runnable down = calm || random.nextBoolean() ? agent.toAgent.poll() : null;
            Runnable up = calm || random.nextBoolean() ? agent.toMaster.poll() : null;
            any |= down != null || up != null;
            Optional.ofNullable(down).ifPresent(Runnable::run);
            Optional.ofNullable(up).ifPresent(Runnable::run);
        }
        return any;
    }

    // ---- what the user wants ----

    private void ask() {
        if (!process.isUp()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        int what = random.nextInt(13);
        if (what == 12) {
            note("resume " + name);
            var unused = process.request((tasks, at) -> tasks.resume(name, at));
        } else if (what >= 10) {
            scaleOrRollBack(name, what == 10);
        } else if (what < 6) {
            Application application = application(name);
            note("put " + name + " x " + application.instances());
            wishes.put(name, new Wish(application, process.request((tasks, at) -> tasks.put(application, at))));
        } else if (what < 8) {
            note("restart " + name);
            var unused = process.request((tasks, at) -> tasks.restart(name, at));
        } else {
            note("delete " + name);
            wishes.put(name, new Wish(null, process.request((tasks, at) -> tasks.delete(name, at))));
        }
    }

    /** What is wished is then known to the framework only. */
    private void scaleOrRollBack(String name, boolean scale) {
        int instances = random.nextInt(1, 5);
        note(scale ? "scale " + name + " to " + instances : "roll back " + name);
        wishes.remove(name);
        var unused =
                process.request((tasks, at) -> scale ? tasks.scale(name, instances, at) : tasks.rollback(name, at));
    }

    private Application application(String name) {
        ApplicationBuilder builder = Application.named(name).instances(random.nextInt(1, 5));
        switch (name) {
            case "duo" ->
                builder.task("left", member("run " + random.nextInt(3))).task("right", member("run"));
            // What is kept cannot be changed.
            case "pg" ->
                builder.cpus(1)
                        .mem(64)
                        .disk(100)
                        .role(ModelMaster.ROLE)
                        .reservation(Reservation.with(PersistentVolume.of("data", "data")))
                        .command("run " + random.nextInt(3));
            case "kv" ->
                builder.cpus(0.5)
                        .mem(64)
                        .role(ModelMaster.ROLE)
                        .reservation(Reservation.KEPT)
                        .command("run " + random.nextInt(3));
            default -> builder.cpus(1 + random.nextInt(2) / 2.0).mem(64).command("run " + random.nextInt(3));
        }
        if (name.equals("job")) {
            return builder.build();
        }
        // An update that halts leaves tasks as they are, and those of a service do not end by themselves.
        if (random.nextBoolean()) {
            builder.maxLaunchDelay(Duration.ofSeconds(random.nextInt(1, 60)));
        }
        return builder.restart(Restart.ALWAYS)
                .unreachable(new UnreachablePolicy(
                        Optional.of(Duration.ofSeconds(random.nextInt(400))),
                        random.nextBoolean() ? OnReturn.KEEP_RETURNED : OnReturn.KILL_RETURNED))
                .update(new UpdatePolicy(
                        random.nextInt(1, 4), random.nextInt(3), Duration.ofSeconds(random.nextInt(9)), FOR_EVER))
                .build();
    }

    private static TaskTemplate member(String command) {
        return TaskTemplate.of(ResourceNeeds.of(0.3, 32), Command.shell(command));
    }

    @Override
    public @Nullable Duration lasts(String task) {
        boolean job = TaskIds.parse(task).orElseThrow().application().equals("job");
        if (job) {
            return Duration.ofMillis(random.nextInt(20_000));
        }
        return calm || random.nextInt(3) == 0 ? null : Duration.ofMillis(random.nextInt(60_000));
    }

    @Override
    public TaskState end(String task) {
        return random.nextInt(3) == 0 ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED;
    }

    @Override
    public void finds(String task, String volume, List<String> written) {
        invariants.finds(task, volume, written);
    }

    // ---- what goes wrong ----

    private void trouble(int what) {
        List<ModelAgent> all = List.copyOf(master.agents.values());
        ModelAgent agent = all.get(random.nextInt(all.size()));
        if (what < 14) {
            note("the framework crashes and starts again");
            process.crash();
            process.start();
        } else if (what < 24) {
            note("the connections are cut");
            process.cut();
        } else if (what < 28) {
            did("a late call", process::deliverLateCall);
        } else if (what < 33) {
            note("another master leads");
            master.failOver();
            process.cut();
        } else if (what < 39) {
            did("rescind", master::rescindAny);
        } else if (what < 57 && agent.linked) {
            trouble(agent, what);
        } else if (what < 57) {
            troubleCutOff(agent);
        } else if (agent.linked && !master.awaits(agent)) {
            boolean byOperator = random.nextBoolean();
            note(agent + " ends for good" + (byOperator ? " by the operator's word" : ""));
            master.remove(agent, byOperator);
            if (byOperator) {
                invariants.lost(agent.holdings.volumes());
            }
            // The machine may come back with all that its disk holds, which after the operator's word is nobody's.
            if (byOperator && random.nextBoolean()) {
                newAgent();
            } else {
                String id = "agent" + agents++;
                master.newAgent(id, agent.holdings.under(id));
            }
        }
    }

    private void trouble(ModelAgent agent, int what) {
        if (what < 51) {
            note(agent + " is cut off");
            master.linkLost(agent);
        } else if (!master.awaits(agent)) {
            note(agent + " starts again");
            agent.reboot(now);
            master.linkLost(agent);
            master.reregister(agent);
        }
    }

    private void troubleCutOff(ModelAgent agent) {
        switch (random.nextInt(4)) {
            case 0 -> {
                note(agent + " is back");
                master.reregister(agent);
            }
            case 1 -> {
                note(agent + " is unreachable for long");
                master.markUnreachable(agent);
                pass(Duration.ofMinutes(random.nextInt(8)));
            }
            default -> {
                note(agent + " is unreachable");
                master.markUnreachable(agent);
            }
        }
    }

    // ---- the end: faults stop, time passes ----

    private void settle() {
        note("calm");
        master.agents.values().stream().filter(agent -> !agent.linked).toList().forEach(master::reregister);
        Instant from = now;
        Optional<String> wrong = Optional.of("nothing was looked at");
        while (wrong.isPresent() && now.isBefore(from.plus(PATIENCE))) {
            allThatCanBeDone();
            wrong = invariants.unsettled(wished()).or(() -> Optional.ofNullable(stillToCome()));
            if (wrong.isPresent()) {
                advance(nextMoment());
            }
        }
        if (wrong.isPresent()) {
            throw new AssertionError("after " + PATIENCE + " of calm: " + wrong.get());
        }
        invariants.checkSettled();
    }

    private void allThatCanBeDone() {
        boolean any = true;
        for (int round = 0; any; round++) {
            any = false;
            for (int what = 0; what < 12; what++) {
                if (progress(what)) {
                    any = true;
                    invariants.check();
                }
            }
            if (round > 20_000) {
                throw new AssertionError("never comes to rest");
            }
        }
    }

    private @Nullable String stillToCome() {
        return process.isSubscribed() ? null : "not subscribed";
    }

    private Instant nextMoment() {
        Instant next = now.plusSeconds(60);
        List<Instant> due = new ArrayList<>(List.of(process.nextDue(), master.nextDue()));
        master.agents.values().forEach(agent -> due.add(agent.nextDue()));
        for (Instant at : due) {
            next = at.isBefore(next) ? at : next;
        }
        return next.isAfter(now) ? next : now.plusMillis(1);
    }

    /** By application, what must be there now: what was asked for last, where that was confirmed. */
    private Map<String, Optional<Application>> wished() {
        Map<String, Optional<Application>> confirmed = new LinkedHashMap<>();
        wishes.forEach((name, wish) -> {
            if (wish.answer().isDone()) {
                confirmed.put(name, Optional.ofNullable(wish.application()));
            }
        });
        return confirmed;
    }

    private boolean did(String what, BooleanSupplier step) {
        boolean did = step.getAsBoolean();
        if (did) {
            note(what);
        }
        return did;
    }

    private void note(String what) {
        trace.add(new Step(now, what, invariants.news()));
        if (trace.size() > REMEMBERED_STEPS) {
            trace.remove();
        }
    }
}
