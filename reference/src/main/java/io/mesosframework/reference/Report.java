package io.mesosframework.reference;

import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.tasks.SlotTransition;

/** What a person or a program sees of a run. Called by one thread. */
interface Report extends AutoCloseable {

    /** Something about the run as a whole: where it runs, and what it waits for. */
    void note(String words);

    void subscription(SubscriptionState state);

    void transition(SlotTransition transition);

    /** The last lines that a failed task wrote to its stderr. */
    void lastWords(SlotTransition failure, String stderr);

    /** Called several times a second, for those who draw. */
    void tick();

    void summary(Summary summary);

    @Override
    void close();
}
