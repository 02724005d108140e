package io.mesosframework.scheduler.internal;

import io.mesosframework.structures.Deadlines;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When to ask the master about reservations, and when to believe that an operation is lost.
 *
 * <p>A master that does not know an operation says UNKNOWN, also of one that is on its way to it. So, as with launches, a denial counts
 * only when it repeats an earlier one of the same subscription after ten seconds, the first of them once the ACCEPT has been answered.
 */
final class OperationQuestions {

    private static final Duration SETTLED = Duration.ofSeconds(10);
    private static final Backoff AGAIN = new Backoff(SETTLED, Duration.ofMinutes(5));

    private final Deadlines<String> questions = new Deadlines<>();
    private final Map<String, Integer> asked = new HashMap<>();

    /** The operations whose ACCEPT has not been answered. */
    private final Set<String> unanswered = new HashSet<>();

    private final Map<String, Instant> denied = new HashMap<>();

    /** Answers to the calls of an earlier subscription do not come any more. */
    void subscribed() {
        unanswered.clear();
        denied.clear();
        asked.clear();
    }

    /** The operation is about to be sent. */
    void sending(String operation) {
        unanswered.add(operation);
    }

    void accepted(String operation, String reservation, Instant now) {
        if (unanswered.remove(operation)) {
            questions.setIfEarlier(reservation, now.plus(SETTLED));
        }
    }

    /** The master does not know the operation: whether it is to be believed lost. */
    boolean isLost(String operation, String reservation, Instant now) {
        if (unanswered.contains(operation)) {
            return false;
        }
        Instant first = denied.putIfAbsent(operation, now);
        boolean lost = first != null && !now.isBefore(first.plus(SETTLED));
        if (!lost) {
            questions.set(reservation, (first == null ? now : first).plus(SETTLED));
        }
        return lost;
    }

    /** The master knows something of the operation. */
    void known(String operation) {
        denied.remove(operation);
    }

    void settled(String operation) {
        unanswered.remove(operation);
        denied.remove(operation);
    }

    void ask(String reservation, Instant at) {
        questions.setIfEarlier(reservation, at);
    }

    void again(String reservation, Instant now) {
        int attempt = asked.merge(reservation, 1, Integer::sum);
        questions.set(reservation, now.plus(AGAIN.plain(attempt - 1)));
    }

    void forget(String reservation) {
        questions.clear(reservation);
        asked.remove(reservation);
    }

    List<String> due(Instant now) {
        return questions.due(now);
    }

    Optional<Instant> next() {
        return questions.next();
    }
}
