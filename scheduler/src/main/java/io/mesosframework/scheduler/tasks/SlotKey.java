package io.mesosframework.scheduler.tasks;

import java.util.Comparator;

/** Names one slot: an application and an index from 0 to its instances less one. */
public record SlotKey(String application, int index) implements Comparable<SlotKey> {

    private static final Comparator<SlotKey> ORDER =
            Comparator.comparing(SlotKey::application).thenComparingInt(SlotKey::index);

    @Override
    public int compareTo(SlotKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code application.index}, as a task id begins. */
    @Override
    public String toString() {
        return application + "." + index;
    }
}
