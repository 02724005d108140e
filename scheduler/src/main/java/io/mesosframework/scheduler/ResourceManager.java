package io.mesosframework.scheduler;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Decides which pending slots go onto which offers. Its decisions are checked against the ledger of offers: one it
 * leaves out is declined, one it uses twice or that is not there any more is refused with the slots on it.
 */
@FunctionalInterface
public interface ResourceManager {

    /**
     * Called on the framework's loop whenever there are offers to answer, and while some are held, when something waits and slots
     * have changed: at once where that was asked for, such as for a new application, else at most ten times a second. It must not block or
     * send.
     *
     * @param pending the slots that want a task, in the order in which they should get one
     * @param offers the offers that wait for an answer, those that the last decision held among them, in the order in which they came
     * @param tasks where the other slots are, and what the applications ask for
     */
    Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now);
}
