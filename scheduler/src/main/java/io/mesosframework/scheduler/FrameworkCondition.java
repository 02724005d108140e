package io.mesosframework.scheduler;

import java.time.Instant;
import java.util.Optional;

/**
 * How a framework fares.
 *
 * @param subscription whether there is a subscription; its words are the master's address, or why there is none
 * @param storage whether the storage takes what is to be kept; its words are what it refused, or empty
 * @param reconciled as {@link Framework#isReconciled}
 * @param ended why the framework has ended; empty while it runs
 */
public record FrameworkCondition(Part subscription, Part storage, boolean reconciled, Optional<String> ended) {

    /**
     * One thing that can be well or not.
     *
     * @param isWell whether it is
     * @param since since when it is as it is
     * @param words of what is so
     */
    public record Part(boolean isWell, Instant since, String words) {}

    /** Whether the framework can do all that it is asked to. */
    public boolean isReady() {
        return subscription.isWell() && storage.isWell() && reconciled && ended.isEmpty();
    }
}
