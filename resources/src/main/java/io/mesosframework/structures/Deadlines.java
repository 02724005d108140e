package io.mesosframework.structures;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a time: at most one deadline a key, and setting one again replaces it. Nothing happens by itself: whoever owns it asks
 * for {@link #next()}, comes back at that time, and takes what is {@link #due(Instant) due}. Times are exact, not rounded to ticks.
 *
 * <p>Setting and taking out cost the logarithm of what is kept, clearing does not; what was replaced or cleared is thrown out as it
 * comes up, and all of it when there is more of that than of deadlines. Not for several threads at once. Keys are compared by {@code
 * equals}.
 */
public final class Deadlines<K> {

    private static final int FEW = 100;

    private record Entry<K>(Instant at, long order, K key) implements Comparable<Entry<K>> {
        @Override
        public int compareTo(Entry<K> other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Map<K, Entry<K>> current = new HashMap<>();
    private final PriorityQueue<Entry<K>> queue = new PriorityQueue<>();
    private long nextOrder;

    /** Sets it, in place of the one that the key has. */
    public void set(K key, Instant at) {
        Entry<K> before = current.get(key);
        if (before != null && before.at().equals(at)) {
            return;
        }
        Entry<K> entry = new Entry<>(at, nextOrder++, key);
        current.put(key, entry);
        queue.add(entry);
        if (queue.size() > 2 * current.size() + FEW) {
            // Most are of deadlines that were replaced or cleared long before they came.
            queue.clear();
            queue.addAll(current.values());
        }
    }

    /** Sets it unless the key has an earlier one. */
    public void setIfEarlier(K key, Instant at) {
        Entry<K> present = current.get(key);
        if (present == null || at.isBefore(present.at())) {
            set(key, at);
        }
    }

    /** Takes the key's deadline back; without effect where it has none. */
    public void clear(K key) {
        current.remove(key);
    }

    /** Takes all of them back. */
    public void clear() {
        current.clear();
        queue.clear();
    }

    /** How many keys have a deadline. */
    public int size() {
        return current.size();
    }

    public boolean isSet(K key) {
        return current.containsKey(key);
    }

    /** Takes out the keys whose deadline has come, the earliest first, those of one instant in the order in which they were set. */
    public List<K> due(Instant now) {
        return due(now, Integer.MAX_VALUE);
    }

    /** As {@link #due(Instant)}, but so many at most; the others stay due. */
    public List<K> due(Instant now, int most) {
        List<K> due = new ArrayList<>();
        while (due.size() < most) {
            Entry<K> entry = takeDue(now);
            if (entry == null) {
                break;
            }
            due.add(entry.key());
        }
        return due;
    }

    /** Takes out the first key of those that are {@link #due(Instant) due}: for who sets others meanwhile that may be due, too. */
    public Optional<K> pollDue(Instant now) {
        return Optional.ofNullable(takeDue(now)).map(Entry::key);
    }

    /** The earliest deadline; empty where there is none. */
    public Optional<Instant> next() {
        return Optional.ofNullable(live()).map(Entry::at);
    }

    private @Nullable Entry<K> takeDue(Instant now) {
        Entry<K> entry = live();
        if (entry == null || entry.at().isAfter(now)) {
            return null;
        }
        queue.poll();
        current.remove(entry.key());
        return entry;
    }

    /** The earliest entry that has not been replaced or cleared. */
    private @Nullable Entry<K> live() {
        Entry<K> entry = queue.peek();
        while (entry != null && !isCurrent(entry)) {
            queue.poll();
            entry = queue.peek();
        }
        return entry;
    }

    private boolean isCurrent(Entry<K> entry) {
        Entry<K> present = current.get(entry.key());
        return present != null && present.order() == entry.order();
    }
}
