package io.mesosframework.scheduler;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.storage.Bytes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the applications and their slots, and decides what becomes of them. It never sends: every change answers with
 * the actions it calls for, which the framework's core commits and carries out.
 *
 * <p>Its own methods are called on the framework's loop only; the look-ups by any thread.
 */
public interface TaskManager extends TaskView {

    /** Takes back what earlier turns kept, by {@link Action.Persist} key, before anything else is called. */
    List<Action> restore(Map<String, Bytes> kept, Instant now);

    /** Deploys, updates or scales an application; nothing where it is wanted just so already. */
    List<Action> put(Application application, Instant now);

    /**
     * Gives an application another number of slots.
     *
     * @throws UnknownApplicationException if there is none of the name
     */
    default List<Action> scale(String application, int instances, Instant now) {
        Application present = specification(application)
                .filter(specification -> !specification.deleted())
                .orElseThrow(() -> new UnknownApplicationException("There is no application " + application))
                .application();
        return put(present.withInstances(instances), now);
    }

    /**
     * Goes back to the specification before the present one.
     *
     * @throws UnknownApplicationException if there is none of the name, or no earlier specification
     */
    default List<Action> rollback(String application, Instant now) {
        throw new UnknownApplicationException("Application " + application + " has no earlier version to go back to");
    }

    /**
     * Goes on with an update that has halted; nothing where none has.
     *
     * @throws UnknownApplicationException if there is no application of the name
     */
    default List<Action> resume(String application, Instant now) {
        return specification(application)
                .filter(specification -> !specification.deleted())
                .map(specification -> List.<Action>of())
                .orElseThrow(() -> new UnknownApplicationException("There is no application " + application));
    }

    /** Ends an application's tasks and removes it after the last of them; nothing where there is none of the name. */
    List<Action> delete(String application, Instant now);

    /** Gives every slot of an application a new task, and those that failed another chance. */
    List<Action> restart(String application, Instant now);

    /**
     * Kills the task of a slot that has one, so that the slot gets another; nothing where it is being killed already. What becomes of the
     * slot is up to the task manager: unless it overrides this, what follows is as after a kill that nobody asked for.
     *
     * @throws UnknownApplicationException if there is no such slot
     */
    default List<Action> kill(SlotKey slot, Instant now) {
        Slot present = slot(slot).orElseThrow(() -> new UnknownApplicationException("There is no slot " + slot));
        if (!present.state().hasTask() || present.intent() != null) {
            return List.of();
        }
        AgentID agent =
                AgentID.newBuilder().setValue(present.currentTask().agent()).build();
        return present.currentTask().liveIds().stream()
                .<Action>map(
                        id -> new Action.Kill(TaskID.newBuilder().setValue(id).build(), agent, null))
                .toList();
    }

    /** What Mesos says of a task, its own or not. */
    List<Action> status(TaskStatus status, Instant now);

    /** These slots are being given these tasks: called before the ACCEPT, so that they are known when it leaves. */
    List<Action> launching(Map<SlotKey, SlotTask> tasks, Instant now);

    /** The ACCEPT of these tasks is answered: the master has taken it, or may have, and may still lose them. */
    List<Action> launchAccepted(Collection<String> taskIds, Instant now);

    /** The ACCEPT of these tasks cannot have reached the master, or was refused: they were never launched. */
    List<Action> launchRefused(Collection<String> taskIds, String why, Instant now);

    /** A subscription has begun: calls and answers of an earlier one may have been lost. */
    List<Action> subscribed(Instant now);

    /** The subscription is lost: what the master said on it may be outdated before the next one begins. */
    default List<Action> disconnected(Instant now) {
        return List.of();
    }

    /** Something has happened to what is kept for a slot, which its history is to tell of; nothing else changes. */
    default List<Action> note(SlotKey slot, String words, Instant now) {
        return List.of();
    }

    /** All that was kept for slots of an application is given back: where it was to be deleted, it can go now. */
    default List<Action> released(String application, Instant now) {
        return List.of();
    }

    /** Deadlines that have passed: back-offs, replacements, kills to repeat, the next step of updates. */
    List<Action> due(Instant now);

    /** When {@link #due} has something to do next. */
    Optional<Instant> nextDue();

    /** The slots that want a task, in the order in which they should get one. */
    List<Slot> pending();

    /** The applications that have a pending slot. Asked every turn: override it where there may be very many slots. */
    default Set<String> pendingApplications() {
        return pending().stream().map(slot -> slot.key().application()).collect(Collectors.toSet());
    }
}
