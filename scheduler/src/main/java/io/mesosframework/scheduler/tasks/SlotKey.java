package io.mesosframework.scheduler.tasks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names one slot: an application and an index from 0 to its instances less one. */
public record SlotKey(String application, int index) implements Comparable<SlotKey> {

    private static final Pattern NAME = Pattern.compile("(.+)\\.(0|[1-9]\\d{0,8})");

    /** The key that {@link #toString} writes so; empty where it is none. */
    public static Optional<SlotKey> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new SlotKey(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(SlotKey other) {
        return application.equals(other.application)
                ? Integer.compare(index, other.index)
                : application.compareTo(other.application);
    }

    /** Applications are often told apart by their last character, whose keys the standard arithmetic would heap on the same hashes. */
    @Override
    public int hashCode() {
        return application.hashCode() * 0x9E3779B1 + index;
    }

    /** {@code application.index}, as a task id begins. */
    @Override
    public String toString() {
        return application + "." + index;
    }
}
