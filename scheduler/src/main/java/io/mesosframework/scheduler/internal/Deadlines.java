package io.mesosframework.scheduler.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** At most one deadline a key; setting one again replaces it. For one thread. */
final class Deadlines<K> {

    private static final int FEW = 100;

    private record Entry<K>(Instant at, K key) implements Comparable<Entry<K>> {
        @Override
        public int compareTo(Entry<K> other) {
            return at.compareTo(other.at);
        }
    }

    private final Map<K, Instant> current = new HashMap<>();
    private final PriorityQueue<Entry<K>> queue = new PriorityQueue<>();

    void set(K key, Instant at) {
        if (!at.equals(current.put(key, at))) {
            queue.add(new Entry<>(at, key));
            if (queue.size() > 2 * current.size() + FEW) {
                // Most are of deadlines that were replaced or cleared long before they came.
                queue.clear();
                current.forEach((one, time) -> queue.add(new Entry<>(time, one)));
            }
        }
    }

    void clear(K key) {
        current.remove(key);
    }

    void clear() {
        current.clear();
        queue.clear();
    }

    /** How many keys have a deadline. */
    int size() {
        return current.size();
    }

    /** Sets it unless there is an earlier one. */
    void setIfEarlier(K key, Instant at) {
        Instant present = current.get(key);
        if (present == null || at.isBefore(present)) {
            set(key, at);
        }
    }

    boolean isSet(K key) {
        return current.containsKey(key);
    }

    /** Takes out the keys whose deadline has come, the earliest first. */
    List<K> due(Instant now) {
        return due(now, Integer.MAX_VALUE);
    }

    /** As {@link #due(Instant)}, but so many at most; the others stay due. */
    List<K> due(Instant now, int most) {
        List<K> due = new ArrayList<>();
        for (Entry<K> entry = live(); entry != null && !entry.at().isAfter(now) && due.size() < most; entry = live()) {
            queue.poll();
            current.remove(entry.key());
            due.add(entry.key());
        }
        return due;
    }

    Optional<Instant> next() {
        return Optional.ofNullable(live()).map(Entry::at);
    }

    /** The earliest entry that has not been replaced or cleared. */
    private @Nullable Entry<K> live() {
        Entry<K> entry = queue.peek();
        while (entry != null && !entry.at().equals(current.get(entry.key()))) {
            queue.poll();
            entry = queue.peek();
        }
        return entry;
    }
}
