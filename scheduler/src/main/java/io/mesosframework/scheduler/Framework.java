package io.mesosframework.scheduler;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.placement.OpenOffer;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A running framework: it keeps a subscription to the master, and tasks for the applications it is asked to run.
 *
 * <p>Every method may be called from any thread. Requests answer when what they change is durable; waiting for an answer
 * on the framework's own loop, which is where handlers and listeners run, throws at once instead of waiting for ever.
 */
public interface Framework extends AutoCloseable {

    /** Begins the description of a framework of this name. The name is also that of its space in storage. */
    static FrameworkBuilder named(String name) {
        return new FrameworkBuilder(name);
    }

    /** Deploys, updates or scales an application; nothing where it is wanted just so already. */
    CompletableFuture<Void> put(Application application);

    /**
     * Deploys applications that are not there yet, all of them or none. Fails with an {@link ApplicationExistsException} where one is
     * there and not going away, and with an {@link io.mesosframework.scheduler.application.InvalidApplicationsException} where one
     * cannot be run here.
     *
     * @return what became of each, in the order given
     * @throws IllegalArgumentException if a name stands twice
     */
    CompletableFuture<List<Deployed>> create(Collection<Application> applications);

    /** Deploys, updates or scales applications as {@link #put(Application)} does, all of them or none; otherwise as {@link #create}. */
    CompletableFuture<List<Deployed>> put(Collection<Application> applications);

    /** Gives an application another number of slots. Fails with an {@link UnknownApplicationException} where there is none. */
    CompletableFuture<Void> scale(String application, int instances);

    /**
     * Goes back to the specification before the present one, with the number of slots it had last; a second rollback goes back one
     * further. Tasks made from it are left alone. Fails with an {@link UnknownApplicationException} where there is nothing to go back
     * to: the last five specifications are kept.
     */
    CompletableFuture<Void> rollback(String application);

    /**
     * Goes on with an update that has halted: slots that failed get another chance with all their retries, and there is the whole deadline
     * again for the next task to be up. It may halt once more. Nothing where no update of the application has halted. Fails with an
     * {@link UnknownApplicationException} where there is none of the name.
     */
    CompletableFuture<Void> resume(String application);

    /** Ends an application's tasks and removes it after the last of them; nothing where there is none of the name. */
    CompletableFuture<Void> delete(String application);

    /**
     * Ends the tasks of applications and removes these, all of them or none. Fails with an {@link UnknownApplicationException} where one is
     * not there.
     *
     * @throws IllegalArgumentException if a name stands twice
     */
    CompletableFuture<Void> delete(Collection<String> applications);

    /**
     * Gives every slot of an application a new task, one after the other, and failed ones another chance. Fails with an {@link
     * UnknownApplicationException} where there is none of the name.
     */
    CompletableFuture<Void> restart(String application);

    /**
     * Kills the tasks of these slots, all at once or, where one of the slots is not there, none. Each slot gets a new task when its old one
     * has ended, under any {@code restart}, and no retry is used. A slot whose task is being killed already, or that has none, is left as
     * it is. Fails with an {@link UnknownApplicationException} where a slot is not there.
     *
     * @return the slots whose tasks are killed, as they were before
     */
    CompletableFuture<List<Slot>> kill(Collection<SlotKey> slots);

    /** Kills the tasks of all slots of an application, as {@link #kill(Collection)} does. */
    CompletableFuture<List<Slot>> kill(String application);

    /** The master's calls, made by hand beside what the framework does by itself. */
    Scheduler scheduler();

    /** The applications and slots as they stand. */
    TaskView tasks();

    /** Why slots are pending: one for each, as the last offers of the agents tell. May be asked by any thread at any time. */
    Collection<Shortfall> shortfalls();

    /**
     * What is kept for slots, or is being given back: an application that was deleted stays until the last of its reservations is
     * unreserved, and its volumes are destroyed.
     */
    Collection<SlotReservation> reservations();

    /** The offers that are open: those that the resource manager or a handler holds, and those that came this moment. */
    Collection<OpenOffer> offers();

    /** The agents that have offered anything within the hour since this instance started, and those that slots have tasks on. */
    Collection<KnownAgent> agents();

    /**
     * Whether there is a subscription, and the master has told the state of every task on it: before that, what
     * {@link #tasks()} shows may be what was stored before a restart.
     */
    boolean isReconciled();

    /** How it fares: what keeps it from doing what it is asked to. May be asked by any thread at any time. */
    FrameworkCondition condition();

    /** What it has done, counted since it was started. May be asked by any thread at any time, and is made anew each time. */
    FrameworkStatistics statistics();

    /** The id that the master gave; empty before the first subscription. */
    Optional<FrameworkID> id();

    /**
     * Waits until the slots satisfy a condition, which is looked at after every durable change.
     *
     * @throws WaitTimeoutException after {@code timeout}
     * @throws io.mesosframework.MesosException if the framework ends first, with what ended it
     * @throws InterruptedException if this thread is interrupted
     */
    void await(Predicate<TaskView> condition, Duration timeout) throws InterruptedException;

    /**
     * Completes when the framework has ended: normally after {@link #close} or {@link #teardown}, else with what ended it
     * ({@link DeposedException}, or an error of the client, of Mesos or of the storage).
     */
    CompletableFuture<Void> terminated();

    /**
     * Ends the framework in Mesos, its tasks with it, and forgets what is stored of it. Completes when the master has
     * taken it.
     */
    CompletableFuture<Void> teardown();

    /** Stops this instance and leaves the framework's tasks running; Mesos ends them after the failover time-out. */
    @Override
    void close();
}
