package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What a person or a program sees of a run. Called by one thread. */
interface Report extends AutoCloseable {

    /** Something about the run as a whole: where it runs, and what it waits for. */
    void note(String words);

    default void subscription(SubscriptionState state) {
        note(Words.of(state));
    }

    void transition(SlotTransition transition);

    /** Slots of one application still wait for an offer, for the same reasons. */
    default void waiting(List<Shortfall> slots, Instant now) {
        Words.of(slots).forEach(this::note);
    }

    /** Slots of one application wait to try again, after the same end of a task. */
    default void retrying(List<Slot> slots, Instant now) {
        note(Words.ofRetries(slots, now));
    }

    /** No registered agent could ever hold a slot of that application. */
    default void impossible(Shortfall why, Instant now) {
        note(why.slot().application() + ": no registered agent could ever hold a slot of it, if it were empty: it "
                + why.text());
        if (why.causes().size() > 1) {
            Words.of(List.of(why)).stream().skip(1).forEach(this::note);
        }
    }

    /** The names of the applications of which that holds now; told again and again. */
    default void impossibleNow(Set<String> applications) {}

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
