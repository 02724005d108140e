package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerClientBuilder;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.Deployed;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.FrameworkListener;
import io.mesosframework.scheduler.FrameworkStatistics;
import io.mesosframework.scheduler.FrameworkTerminatedException;
import io.mesosframework.scheduler.Scheduler;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.WaitTimeoutException;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.internal.placement.OwnParts;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.placement.OpenOffer;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.election.Leadership;
import io.mesosframework.utils.Backoff;
import io.mesosframework.utils.Futures;
import io.mesosframework.utils.TimeSource;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a framework together: what is stored, the core, the loop and the client. Where the storage fails, the outcome of
 * a commit may be unknown, so nothing in memory can be trusted any more: this then puts all of it together anew from
 * what is stored, as often as it takes.
 */
public final class DefaultFramework implements Framework {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultFramework.class);
    private static final Backoff START_AGAIN = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

    /** Some two minutes of trying. A storage that fails for longer needs someone to look at it. */
    private static final int STARTS_AT_MOST = 15;

    /** One life between two starts from storage. */
    private record Life(FrameworkSettings settings, TaskManager tasks, FrameworkLoop loop) {}

    private final FrameworkConfiguration configuration;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Changes changes = new Changes();
    private final Measurements measurements = new Measurements();
    private final Conditions conditions;
    private final Watchdog watchdog;
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final @Nullable Transport ownTransport;
    private final Transport transport;
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile Life life;

    private DefaultFramework(FrameworkConfiguration configuration) {
        this.configuration = configuration;
        this.clock = configuration
                .time()
                .map(TimeSource::clock)
                .orElseGet(() -> new SteadyClock(Clock.systemUTC(), System::nanoTime));
        this.conditions = new Conditions(clock);
        this.random = configuration.random();
        this.watchdog = new Watchdog(
                        configuration.blockedHandlerAfter(), System::nanoTime, configuration.blockedHandlers())
                .start(configuration.name());
        var unused = terminated.whenComplete((nothing, cause) -> {
            watchdog.close();
            tellEnd(cause);
        });
        this.ownTransport = configuration.transport().isPresent()
                ? null
                : HttpTransport.builder().build();
        this.transport = ownTransport == null ? configuration.transport().orElseThrow() : ownTransport;
        beginning.lock();
        try {
            this.life = begin();
        } catch (RuntimeException e) {
            closeOwn();
            throw e;
        } finally {
            beginning.unlock();
        }
    }

    /** See {@link io.mesosframework.scheduler.FrameworkBuilder#start}. */
    public static Framework start(FrameworkConfiguration configuration) {
        return new DefaultFramework(configuration);
    }

    private Life begin() {
        Optional<Leadership> leadership = configuration.leadership();
        Stored stored = Stored.takeOver(
                configuration.storage(),
                Keys.of(configuration.name()),
                leadership.map(Leadership::fence).orElse(List.of()),
                clock.instant());
        FrameworkInfo info = frameworkInfo(configuration, stored.frameworkId());
        List<String> roles = info.getRolesCount() > 0 ? info.getRolesList() : configuration.roles();
        FrameworkSettings settings = new FrameworkSettings(
                configuration.name(),
                roles,
                configuration.reconcileInterval(),
                info,
                configuration.offerConstraints() && configuration.resources().isEmpty(),
                configuration.reservations());
        ReservationBook book = new ReservationBook(random, configuration.missingReservationAfter());
        book.restore(stored.kept());
        AgentBook agents = new AgentBook();
        agents.restore(stored.kept());
        Callbacks callbacks = new Callbacks(
                configuration.inverseOffers(),
                configuration.slowHandlerAfter(),
                System::nanoTime,
                configuration.handlerProblems(),
                watchdog);
        TaskManager tasks = configuration
                .tasks()
                .map(Supplier::get)
                .orElseGet(() -> new DefaultTaskManager(
                        random,
                        configuration.replaceUnreachableAfter(),
                        configuration.orphans(),
                        callbacks.guarding(configuration.retries()),
                        book::keepsFor));
        List<Action> completions = new ArrayList<>(tasks.restore(stored.kept(), clock.instant()));
        tasks.specifications().forEach(specification -> warnOfWant(specification.application(), settings));
        FrameworkParts parts = new FrameworkParts(
                configuration.controller(),
                tasks,
                configuration
                        .resources()
                        .orElseGet(() -> new DefaultResourceManager(
                                settings::roleOf,
                                new OwnParts(configuration.agentScore(), configuration.agentRules(), callbacks::failed),
                                book::claim,
                                agents::known,
                                configuration.holdOffers())),
                configuration.beforeLaunch(),
                random,
                callbacks,
                book,
                agents);
        completions.addAll(agents.withoutUnused(tasks, book));
        FrameworkCore core = new FrameworkCore(
                settings,
                parts,
                stored.fence(),
                stored.frameworkId(),
                configuration.storage().preferredSize());
        completions.addAll(core.restored(clock.instant()));
        FrameworkLoop loop = new FrameworkLoop(
                core,
                configuration.storage(),
                configuration.listeners(),
                configuration.frameworkListeners(),
                configuration.subscriptionListener(),
                configuration.unreadableEvents(),
                changes::signal,
                clock,
                configuration
                        .time()
                        .map(time -> LoopThread.given(time.executor()))
                        .orElseGet(() -> LoopThread.own("framework-" + configuration.name())),
                leadership.<BooleanSupplier>map(held -> held::isValid).orElse(() -> true),
                measurements,
                conditions);
        loop.whenEnded(this::ended);
        leadership.ifPresent(held -> {
            var unused = held.lost().thenRun(loop::leadershipLost);
        });
        measurements.started();
        configuration
                .frameworkListeners()
                .forEach(listener ->
                        callbacks.run(listener.getClass().getName(), "what is stored", () -> listener.takenUp(tasks)));
        loop.start(completions, client(info, loop));
        return new Life(settings, tasks, loop);
    }

    private void tellEnd(@Nullable Throwable cause) {
        for (FrameworkListener listener : configuration.frameworkListeners()) {
            try {
                listener.ended(Optional.ofNullable(cause).map(Futures::cause));
            } catch (RuntimeException e) {
                LOG.error(
                        "{} failed on the framework's end", listener.getClass().getName(), e);
            }
        }
    }

    private static void warnOfWant(Application application, FrameworkSettings settings) {
        try {
            settings.requireOffered(application);
        } catch (InvalidApplicationsException e) {
            LOG.warn("Application {} gets no new tasks: {}", application.name(), e.getMessage());
        }
    }

    private void ended(@Nullable Throwable cause) {
        if (cause instanceof StorageException storage && storage.isPassing() && closed.getCount() > 0) {
            LOG.warn("The storage failed; starting again from what it holds: {}", cause.getMessage());
            conditions.storageFailed(CallErrors.words(cause));
            conditions.disconnected("the framework starts again from its storage");
            Thread thread = new Thread(this::beginAgain, "framework-start-" + configuration.name());
            thread.setDaemon(true);
            thread.start();
            return;
        }
        if (cause == null) {
            terminated.complete(null);
        } else {
            terminated.completeExceptionally(cause);
        }
        changes.signal();
    }

    private void beginAgain() {
        for (int attempt = 0; ; attempt++) {
            try {
                if (closed.await(START_AGAIN.full(attempt, random).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                takeUp();
                return;
            } catch (RuntimeException e) {
                if (!(e instanceof StorageException storage) || !storage.isPassing() || attempt >= STARTS_AT_MOST) {
                    terminated.completeExceptionally(e);
                    changes.signal();
                    return;
                }
                LOG.warn("The storage still fails: {}", e.getMessage());
                conditions.storageFailed(CallErrors.words(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One at a time, so that a life that ends at once cannot be followed before it is in place. */
    private void takeUp() {
        beginning.lock();
        try {
            Life next = begin();
            life = next;
            if (closed.getCount() == 0) {
                next.loop().close();
            }
        } finally {
            beginning.unlock();
        }
    }

    private static FrameworkInfo frameworkInfo(FrameworkConfiguration configuration, @Nullable FrameworkID id) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder()
                .setName(configuration.name())
                .setUser(configuration.user())
                .addAllRoles(configuration.roles())
                .setCheckpoint(configuration.checkpoint())
                .setFailoverTimeout(configuration.failoverTimeout().toMillis() / 1000.0)
                .addCapabilities(capability(FrameworkInfo.Capability.Type.MULTI_ROLE))
                .addCapabilities(capability(FrameworkInfo.Capability.Type.PARTITION_AWARE))
                .addCapabilities(capability(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
                .addCapabilities(capability(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT));
        configuration.principal().ifPresent(info::setPrincipal);
        if (id != null) {
            info.setId(id);
        }
        return configuration.frameworkInfo().apply(info.build());
    }

    private SchedulerClient client(FrameworkInfo info, FrameworkLoop loop) {
        SchedulerClientBuilder builder = SchedulerClient.builder(info, configuration.masters())
                .transport(transport)
                .beforeSubscribe(loop::askLeave);
        configuration.credentials().ifPresent(builder::credentials);
        // A network goes by the machine's time, whatever happens: there time-outs of another one make no sense.
        configuration
                .time()
                .filter(time -> transport.isInProcess())
                .ifPresent(time -> builder.time(time).random(random));
        return builder.build();
    }

    private static FrameworkInfo.Capability capability(FrameworkInfo.Capability.Type type) {
        return FrameworkInfo.Capability.newBuilder().setType(type).build();
    }

    @Override
    public CompletableFuture<Void> put(Application application) {
        Life present = life;
        return present.loop().request((manager, now) -> {
            present.settings().requireOffered(application);
            present.settings().requireFit(application, manager.specification(application.name()));
            return manager.put(application, now);
        });
    }

    @Override
    public CompletableFuture<List<Deployed>> create(Collection<Application> applications) {
        return putAll(applications, true);
    }

    @Override
    public CompletableFuture<List<Deployed>> put(Collection<Application> applications) {
        return putAll(applications, false);
    }

    private CompletableFuture<List<Deployed>> putAll(Collection<Application> applications, boolean onlyNew) {
        List<Application> all = List.copyOf(applications);
        GroupRequests.requireDistinct(all.stream().map(Application::name).toList());
        Life present = life;
        List<Deployed> deployed = new ArrayList<>();
        return present.loop()
                .request((manager, now) -> {
                    if (onlyNew) {
                        GroupRequests.requireAbsent(all, manager);
                    }
                    return GroupRequests.put(all, present.settings(), manager, now, deployed);
                })
                .thenApply(done -> List.copyOf(deployed));
    }

    @Override
    public CompletableFuture<Void> delete(Collection<String> applications) {
        List<String> names = List.copyOf(applications);
        GroupRequests.requireDistinct(names);
        return life.loop().request((manager, now) -> GroupRequests.delete(names, manager, now));
    }

    @Override
    public CompletableFuture<Void> scale(String application, int instances) {
        return life.loop().request((manager, now) -> manager.scale(application, instances, now));
    }

    @Override
    public CompletableFuture<Void> rollback(String application) {
        return life.loop().request((manager, now) -> manager.rollback(application, now));
    }

    @Override
    public CompletableFuture<Void> resume(String application) {
        return life.loop().request((manager, now) -> manager.resume(application, now));
    }

    @Override
    public CompletableFuture<Void> delete(String application) {
        return life.loop().request((manager, now) -> manager.delete(application, now));
    }

    @Override
    public CompletableFuture<Void> restart(String application) {
        return life.loop().request((manager, now) -> {
            GroupRequests.requireThere(application, manager);
            return manager.restart(application, now);
        });
    }

    @Override
    public CompletableFuture<List<Slot>> kill(Collection<SlotKey> slots) {
        List<SlotKey> keys = List.copyOf(slots);
        List<Slot> killed = new ArrayList<>();
        return life.loop()
                .request((manager, now) -> GroupRequests.kill(keys, manager, now, killed))
                .thenApply(done -> List.copyOf(killed));
    }

    @Override
    public CompletableFuture<List<Slot>> kill(String application) {
        List<Slot> killed = new ArrayList<>();
        return life.loop()
                .request((manager, now) -> {
                    GroupRequests.requireThere(application, manager);
                    List<SlotKey> keys =
                            manager.slotsOf(application).stream().map(Slot::key).toList();
                    return GroupRequests.kill(keys, manager, now, killed);
                })
                .thenApply(done -> List.copyOf(killed));
    }

    @Override
    public Scheduler scheduler() {
        return new LoopScheduler(action -> life.loop().ask(action));
    }

    @Override
    public TaskView tasks() {
        return life.tasks();
    }

    @Override
    public Collection<Shortfall> shortfalls() {
        return life.loop().core().shortfalls();
    }

    @Override
    public Collection<SlotReservation> reservations() {
        return life.loop().core().reservations();
    }

    @Override
    public Collection<OpenOffer> offers() {
        return life.loop().core().offers();
    }

    @Override
    public Collection<KnownAgent> agents() {
        return life.loop().core().knownAgents();
    }

    @Override
    public boolean isReconciled() {
        return life.loop().core().isReconciled();
    }

    @Override
    public FrameworkCondition condition() {
        return conditions.snapshot(
                isReconciled(), terminated.isDone() ? Optional.of(CallErrors.words(ending())) : Optional.empty());
    }

    @Override
    public FrameworkStatistics statistics() {
        return measurements.snapshot(life.loop().load());
    }

    @Override
    public Optional<FrameworkID> id() {
        return life.loop().frameworkId();
    }

    @Override
    public void await(Predicate<TaskView> condition, Duration timeout) throws InterruptedException {
        if (life.loop().isLoopThread()) {
            throw new IllegalStateException("This is the framework's loop: it would wait for itself for ever");
        }
        boolean met = changes.await(() -> terminated.isDone() || condition.test(tasks()), timeout);
        if (terminated.isDone() && !condition.test(tasks())) {
            throw ending();
        }
        if (!met) {
            throw new WaitTimeoutException("Not reached within " + seconds(timeout) + " s; the slots: " + describe());
        }
    }

    private MesosException ending() {
        try {
            terminated.join();
            return new FrameworkTerminatedException("The framework has been closed");
        } catch (CompletionException e) {
            Throwable cause = Futures.cause(e);
            return cause instanceof MesosException mesos ? mesos : new MesosException("The framework failed", cause);
        }
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private String describe() {
        Map<String, String> states = new LinkedHashMap<>();
        tasks().slots()
                .forEach(slot -> states.put(slot.key().toString(), slot.state().word()));
        shortfalls()
                .forEach(shortfall -> states.merge(
                        shortfall.slot().toString(), shortfall.text(), (state, why) -> state + " (" + why + ")"));
        return states.toString();
    }

    @Override
    public CompletableFuture<Void> terminated() {
        return terminated.copy(); // a caller who completes it, as by orTimeout, must not end what rests on it
    }

    @Override
    public CompletableFuture<Void> teardown() {
        return life.loop().teardown();
    }

    @Override
    public void close() {
        closed.countDown();
        life.loop().close();
        terminated.complete(null);
        changes.signal();
        closeOwn();
    }

    private void closeOwn() {
        watchdog.close();
        if (ownTransport != null) {
            ownTransport.close();
        }
    }

    /** Wakes those who wait for something to change; what they wait for is asked without the lock, as it may take long. */
    private static final class Changes {

        /** A condition may look at more than what is kept, such as whether all is reconciled. */
        private static final long LOOK_AGAIN_NANOS = 250_000_000;

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private long count;

        void signal() {
            lock.lock();
            try {
                count++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                long seen = count();
                if (condition.getAsBoolean()) {
                    return true;
                }
                long now = System.nanoTime();
                if (now - end >= 0) {
                    return false;
                }
                awaitChange(seen, Math.min(end, now + LOOK_AGAIN_NANOS));
            }
        }

        private long count() {
            lock.lock();
            try {
                return count;
            } finally {
                lock.unlock();
            }
        }

        private void awaitChange(long seen, long until) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = until - System.nanoTime();
                while (count == seen && left > 0) {
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
