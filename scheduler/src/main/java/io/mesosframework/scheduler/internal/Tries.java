package io.mesosframework.scheduler.internal;

import io.mesosframework.structures.Deadlines;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Back-offs by key: from 1 s, doubling, to a minute. For one thread. */
final class Tries<K> {

    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Map<K, Integer> failures = new HashMap<>();
    private final Deadlines<K> waits = new Deadlines<>();

    /** One more failure: the next try is to wait. */
    void again(K key, Instant now, RandomGenerator random) {
        int before = failures.merge(key, 1, Integer::sum) - 1;
        waits.set(key, now.plus(AGAIN.quarterMore(before, random)));
    }

    /** To be tried without a failure before. */
    void at(K key, Instant at) {
        waits.set(key, at);
    }

    /** Whether there is nothing to wait for. */
    boolean isOver(K key) {
        return !waits.isSet(key);
    }

    void clear(K key) {
        failures.remove(key);
        waits.clear(key);
    }

    /** The keys whose wait is over by now. */
    List<K> due(Instant now) {
        return waits.due(now);
    }

    Optional<Instant> next() {
        return waits.next();
    }
}
