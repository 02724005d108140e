package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.time.Instant;

/** What a person or a program sees of a run. Called by one thread. */
interface Report extends AutoCloseable {

    /** Something about the run as a whole: where it runs, and what it waits for. */
    void note(String words);

    default void subscription(SubscriptionState state) {
        note(Words.of(state));
    }

    void transition(SlotTransition transition);

    /** A slot still waits for an offer, and why. */
    default void waiting(Slot slot, String reason, Instant now) {
        note(slot.key() + " waits: " + reason);
    }

    /** The last lines that a failed task wrote to its stderr. */
    default void lastWords(SlotTransition failure, String stderr) {
        note(Words.lastWords(failure, stderr));
    }

    /** Called several times a second, for those who draw. */
    default void tick() {}

    void summary(Summary summary);

    @Override
    void close();
}
