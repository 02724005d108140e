package io.mesosframework.reference;

import io.mesosframework.MesosException;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.storage.election.Leader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run: deploys, shows what happens, and waits for its goal, a signal, the time-out or the framework's end. */
final class RunLoop {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration EXPLAIN_EVERY = Duration.ofSeconds(10);
    private static final int EXPLAIN_AT_MOST = 20;
    private static final Duration TEARDOWN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration GIVE_BACK_PATIENCE = Duration.ofSeconds(30);

    private final RunOptions options;
    private final List<Application> applications;
    private final Optional<Credentials.Basic> credentials;
    private final Terminal terminal;
    private final EndOfRun end;
    private final Goal goal;

    /** What the framework's loop tells, to be told on by the run's own thread. */
    private final LinkedBlockingQueue<Consumer<Report>> news = new LinkedBlockingQueue<>();

    /** The one of the present subscription; null while there is none. */
    private volatile @Nullable MasterInfo master;

    /** Looks at stderr that have no answer yet; each has one within seconds. */
    private final AtomicInteger lookUps = new AtomicInteger();

    /** Fetches what a failed task wrote last; nothing before the framework has started. */
    private volatile Consumer<SlotTransition> lastWords = failure -> {};

    RunLoop(
            RunOptions options,
            List<Application> applications,
            Optional<Credentials.Basic> credentials,
            Terminal terminal,
            EndOfRun end) {
        this.options = options;
        this.applications = applications;
        this.credentials = credentials;
        this.terminal = terminal;
        this.end = end;
        this.goal = options.untilDone ? Goal.DONE : options.untilRunning ? Goal.RUNNING : Goal.NONE;
    }

    /** As the only instance. */
    ExitCode run(FrameworkBuilder builder, String where) throws InterruptedException {
        return run(builder, Instance::alone, where);
    }

    /** @param start starts the framework, or stands for its election */
    ExitCode run(FrameworkBuilder builder, Function<FrameworkBuilder, Instance> start, String where)
            throws InterruptedException {
        end.endsWith(bySignal());
        builder.listener(this::tell).subscriptionListener(this::tell);
        try (Transport transport = options.tls.transport();
                Instance instance = start.apply(builder.transport(transport));
                Report report = terminal.report(instance::tasks, options.name + " · " + where)) {
            report.note(where + promise());
            if (hasNothingToDo()) {
                report.note("there is nothing to run: name applications with --apps");
            }
            TaskStderr stderr = new TaskStderr(transport, options.tls.isOn(), Headers.of());
            Hopeless hopeless = new Hopeless(
                    options.impossibleAfter,
                    new RegisteredAgents(transport, options.tls.isOn(), authorization()),
                    options.roles.get(0));
            @Nullable Framework framework = null;
            @Nullable ExitCode code = null;
            while (code == null) {
                framework = standBy(instance, framework, report);
                code = framework == null ? bySignal() : lead(framework, stderr, report, hopeless);
            }
            Summary summary = Summary.of(instance.tasks().slots(), hopeless.found());
            if (framework != null) {
                code = leave(framework, code, report);
            }
            end.endsWith(code);
            drain(report);
            report.summary(summary);
            if (terminal.isLost()) {
                throw new OutputException();
            }
            return code;
        }
    }

    /** Waits until this instance leads, with another framework than before; null where a signal comes first. */
    private @Nullable Framework standBy(Instance instance, @Nullable Framework before, Report report)
            throws InterruptedException {
        String told = "";
        while (!end.isAsked()) {
            Optional<Framework> leading = instance.leading().filter(framework -> !framework.equals(before));
            if (leading.isPresent()) {
                return leading.get();
            }
            if (instance.ended().isDone()) {
                throw whatEnded(instance.ended());
            }
            String leader = instance.leader()
                    .map(Leader::candidate)
                    .map(other -> other.instance() + " leads")
                    .orElse("no instance leads yet");
            if (!leader.equals(told)) {
                told = leader;
                report.note("standing by: " + leader);
            }
            hear(report);
            if (terminal.isLost()) {
                throw new OutputException();
            }
        }
        return null;
    }

    /** Runs the framework to its goal; null where another instance is to lead. */
    private @Nullable ExitCode lead(Framework framework, TaskStderr stderr, Report report, Hopeless hopeless)
            throws InterruptedException {
        lastWords = transition -> fetchLastWords(transition, framework, stderr);
        if (options.ha) {
            report.note("this instance leads");
        }
        CompletableFuture<Void> deployed = CompletableFuture.allOf(applications.stream()
                .filter(application -> isToBeDeployed(application, framework.tasks(), report))
                .map(framework::put)
                .toArray(CompletableFuture[]::new));
        try {
            return follow(framework, report, deployed, hopeless);
        } catch (MesosException e) {
            if (options.ha && framework.terminated().isDone()) { // whether for good, the instance says
                report.note("this instance leads no more: " + e.getMessage());
                return null;
            }
            throw e;
        }
    }

    /** Of several instances each brings its files: whoever comes to lead must not take back what was changed since. */
    private boolean isToBeDeployed(Application application, TaskView tasks, Report report) {
        Optional<Application> present =
                options.ha ? tasks.specification(application.name()).map(Specification::application) : Optional.empty();
        present.filter(other -> !other.equals(application))
                .ifPresent(other -> report.note(application.name()
                        + " is there already, and is not as in the file: it stays so until it is deployed by the API"));
        return present.isEmpty();
    }

    /** A goal that is not reached must not look like one that is. */
    private ExitCode bySignal() {
        return goal == Goal.NONE ? ExitCode.GOAL_REACHED : ExitCode.GOAL_MISSED;
    }

    private Headers authorization() {
        return credentials
                .map(known -> Headers.of("Authorization", known.authorization()))
                .orElse(Headers.EMPTY);
    }

    /** What is stored may hold applications of an earlier run, and a goal is reached at once. */
    private boolean hasNothingToDo() {
        return applications.isEmpty() && goal == Goal.NONE && options.storage.equals("memory");
    }

    private String promise() {
        if (options.embedded) {
            return "; it ends with this run, and all tasks with it";
        }
        Duration timeout = options.failoverTimeout != null
                ? options.failoverTimeout
                : options.storage.equals("memory") ? Duration.ZERO : Duration.ofDays(7);
        return timeout.isZero()
                ? "; Mesos ends the tasks as soon as this process is gone (failover time-out 0)"
                : "; Mesos keeps the tasks for " + Words.duration(timeout) + " after this process is gone";
    }

    /** Tells something beside what the framework tells; from any thread. */
    void note(String words) {
        news.add(report -> report.note(words));
    }

    private void tell(SlotTransition transition) {
        news.add(report -> report.transition(transition));
        TaskReport cause = transition.report();
        Slot after = transition.after();
        // Where a task of a group fails, its end is told once more as the group's.
        boolean hasEnded = after == null || !after.state().hasTask();
        if (cause != null && cause.state() == TaskState.TASK_FAILED && hasEnded) {
            lastWords.accept(transition);
        }
    }

    private void tell(SubscriptionState state) {
        master = state instanceof SubscriptionState.Subscribed subscribed
                ? subscribed.event().getMasterInfo()
                : null;
        news.add(report -> report.subscription(state));
    }

    private void fetchLastWords(SlotTransition failure, Framework framework, TaskStderr stderr) {
        Slot after = failure.after();
        SlotTask task = after == null ? null : after.task();
        if (task != null) {
            framework.id().ifPresent(id -> {
                lookUps.incrementAndGet();
                var unused = stderr.lastLines(id.getValue(), task)
                        .thenAccept(
                                text -> text.ifPresent(lines -> news.add(report -> report.lastWords(failure, lines))))
                        .whenComplete((nothing, error) -> lookUps.decrementAndGet());
            });
        }
    }

    private ExitCode follow(Framework framework, Report report, CompletableFuture<Void> deployed, Hopeless hopeless)
            throws InterruptedException {
        Instant start = Instant.now();
        Instant nextExplanation = start.plus(EXPLAIN_EVERY);
        boolean namesAreChecked = false;
        @Nullable CompletableFuture<Void> settled = null;
        while (true) {
            hear(report);
            if (end.isAsked()) {
                if (goal != Goal.NONE) {
                    report.note("a signal ends the run before its goal is reached");
                }
                return bySignal();
            }
            if (terminal.isLost()) {
                throw new OutputException();
            }
            if (deployed.isCompletedExceptionally() && !framework.terminated().isDone()) {
                throw whatEnded(deployed);
            }
            if (framework.terminated().isDone()) {
                throw whatEnded(framework.terminated());
            }
            if (deployed.isDone() && !namesAreChecked) {
                namesAreChecked = true;
                unknownNeighbours(framework.tasks()).forEach(report::note);
            }
            if (!deployed.isDone()
                    || !framework.isReconciled()
                    || !goal.isReached(framework.tasks(), hopeless.found())) {
                settled = null;
            } else if (settled == null || settled.isCompletedExceptionally()) {
                settled = whenAllIsTold(framework);
            } else if (settled.isDone() && lookUps.get() == 0 && news.isEmpty()) {
                return anyFailed(framework.tasks(), hopeless) ? ExitCode.SLOT_FAILED : ExitCode.GOAL_REACHED;
            }
            Instant now = Instant.now();
            hopeless.look(framework.tasks(), master, now).forEach(why -> report.impossible(why, now));
            report.impossibleNow(hopeless.found());
            if (options.timeout != null && now.isAfter(start.plus(options.timeout))) {
                report.note(
                        goal == Goal.NONE
                                ? "the run ends after " + Words.duration(options.timeout) + ", as --timeout says"
                                : "the goal was not reached within " + Words.duration(options.timeout));
                return ExitCode.GOAL_MISSED;
            }
            if (now.isAfter(nextExplanation)) {
                nextExplanation = now.plus(EXPLAIN_EVERY);
                explain(framework, hopeless.found(), report);
            }
        }
    }

    /**
     * Slots are seen before their change is durable, told and acknowledged. A request that changes nothing answers after
     * all that.
     */
    private static CompletableFuture<Void> whenAllIsTold(Framework framework) {
        return framework.delete("");
    }

    /** An application may come later, so that a name which is not known is no error; most often it is a slip. */
    private static List<String> unknownNeighbours(TaskView tasks) {
        Set<String> names = tasks.specifications().stream()
                .map(specification -> specification.application().name())
                .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        for (Specification specification : tasks.specifications()) {
            Application application = specification.application();
            for (Constraint constraint : application.placement().constraints()) {
                String other = constraint instanceof Constraint.Near near
                        ? near.application()
                        : constraint instanceof Constraint.Away away ? away.application() : application.name();
                if (!names.contains(other)) {
                    unknown.add(application.name() + ": there is no application '" + other + "' to be "
                            + (constraint instanceof Constraint.Near ? "near" : "away from"));
                }
            }
        }
        return unknown;
    }

    /** Tells on what is new, and waits a moment where nothing is. */
    private void hear(Report report) throws InterruptedException {
        Consumer<Report> item = news.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (item != null) {
            item.accept(report);
            drain(report);
        }
        report.tick();
    }

    private void drain(Report report) {
        for (Consumer<Report> item = news.poll(); item != null; item = news.poll()) {
            item.accept(report);
        }
    }

    /** What is impossible has been told as that, and waits for nothing that could come. */
    private void explain(Framework framework, Set<String> impossible, Report report) {
        if (master == null) {
            report.note("no subscription so far: waiting for an answer of "
                    + (options.embedded ? "the embedded Mesos" : Masters.shown(options.masters)));
            return;
        }
        Instant now = Instant.now();
        List<Shortfall> all = framework.shortfalls().stream()
                .filter(shortfall -> !impossible.contains(shortfall.slot().application()))
                .toList();
        Map<String, Map<List<Shortfall.Cause>, List<Shortfall>>> alike = all.stream()
                .limit(EXPLAIN_AT_MOST)
                .collect(Collectors.groupingBy(
                        shortfall -> shortfall.slot().application(),
                        LinkedHashMap::new,
                        Collectors.groupingBy(Shortfall::causes, LinkedHashMap::new, Collectors.toList())));
        alike.values().forEach(ofOne -> ofOne.values().forEach(slots -> report.waiting(slots, now)));
        if (all.size() > EXPLAIN_AT_MOST) {
            report.note("... and " + (all.size() - EXPLAIN_AT_MOST) + " more wait");
        }
        explainRetries(framework.tasks().slotsIn(SlotState.WAITING), report, now);
    }

    private static void explainRetries(List<Slot> waiting, Report report, Instant now) {
        Map<String, List<Slot>> alike = waiting.stream()
                .limit(EXPLAIN_AT_MOST)
                .collect(Collectors.groupingBy(
                        slot -> slot.key().application() + " " + slot.ending(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        alike.values().forEach(slots -> report.retrying(slots, now));
        if (waiting.size() > EXPLAIN_AT_MOST) {
            report.note("... and " + (waiting.size() - EXPLAIN_AT_MOST) + " more wait to try again");
        }
    }

    private static boolean anyFailed(TaskView tasks, Hopeless hopeless) {
        Summary summary = Summary.of(tasks.slots(), hopeless.found());
        return summary.failed() > 0;
    }

    private static MesosException whatEnded(CompletableFuture<?> ended) {
        try {
            ended.join();
            return new MesosException("The framework ended by itself");
        } catch (CompletionException e) {
            return e.getCause() instanceof MesosException mesos ? mesos : new MesosException("The framework failed", e);
        }
    }

    /** Tears down where that is due; else the tasks stay, as long as Mesos keeps them. */
    private ExitCode leave(Framework framework, ExitCode code, Report report) throws InterruptedException {
        boolean done = options.untilDone && code != ExitCode.GOAL_MISSED && !end.isAsked();
        if (options.embedded || !(options.teardown || done)) {
            return code;
        }
        giveBack(framework, report);
        String why;
        try {
            framework.teardown().get(TEARDOWN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            report.note("the framework is torn down" + (done ? "" : ": Mesos ends its tasks"));
            return code;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            why = master == null ? "there is no subscription" : String.valueOf(cause.getMessage());
        } catch (TimeoutException e) {
            why = "no answer within " + Words.duration(TEARDOWN_PATIENCE);
        }
        report.note("the framework could not be torn down, and Mesos keeps its tasks: " + why);
        return code == ExitCode.GOAL_REACHED ? ExitCode.REFUSED : code;
    }

    /** What slots keep would outlive the framework, with nobody left to use it or to give it back. */
    private void giveBack(Framework framework, Report report) throws InterruptedException {
        Set<String> keeping = framework.reservations().stream()
                .map(reservation -> reservation.slot().application())
                .collect(Collectors.toCollection(TreeSet::new));
        if (keeping.isEmpty() || master == null) {
            return;
        }
        report.note("what slots of " + String.join(", ", keeping) + " keep is given back, volumes with their data");
        for (String application : keeping) {
            var unused = framework.delete(application);
        }
        try {
            framework.await(tasks -> framework.reservations().isEmpty(), GIVE_BACK_PATIENCE);
        } catch (MesosException e) {
            report.note("not all is given back: Mesos keeps it reserved until an operator frees it, for "
                    + framework.reservations().stream()
                            .map(reservation -> reservation.slot() + " on " + reservation.hostname())
                            .collect(Collectors.joining(", ")));
        }
    }
}
