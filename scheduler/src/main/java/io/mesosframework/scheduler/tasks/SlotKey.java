package io.mesosframework.scheduler.tasks;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names one slot: an application and an index from 0 to its instances less one. */
public record SlotKey(String application, int index) implements Comparable<SlotKey> {

    private static final Pattern NAME = Pattern.compile("(.+)\\.(0|[1-9]\\d{0,8})");

    private static final Comparator<SlotKey> ORDER =
            Comparator.comparing(SlotKey::application).thenComparingInt(SlotKey::index);

    /** The key that {@link #toString} writes so; empty where it is none. */
    public static Optional<SlotKey> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new SlotKey(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

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
