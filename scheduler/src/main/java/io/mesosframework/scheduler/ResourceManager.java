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
     * Called on the framework's loop whenever there are offers to answer; it must not block or send.
     *
     * @param pending the slots that want a task, in the order in which they should get one
     * @param offers the offers that wait for an answer
     * @param tasks where the other slots are, and what the applications ask for
     */
    Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now);
}
