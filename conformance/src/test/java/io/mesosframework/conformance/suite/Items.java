package io.mesosframework.conformance.suite;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The items of the contract, with titles of our own: {@code src/test/resources/items}. */
final class Items {
    /** Why an item may stay without a scenario; there are no other reasons. */
    static final Set<String> REASONS = Set.of(
            "needs TLS on the rig",
            "needs images on the rig",
            "needs cgroups on the rig",
            "needs io-switchboard on the rig",
            "internal",
            "longer than 10 minutes of real time");

    private static final String NOT_REACHED = "not reached: ";
    private static final String DIFFERS = "differs: ";

    private Items() {}

    /**
     * An item.
     *
     * @param notReached why no scenario shows it, or empty
     * @param differs what of it the embedded Mesos does otherwise that no scenario says, or empty
     */
    record Item(String id, String title, String notReached, String differs) {}

    static final Map<String, String> SECTIONS = new TreeMap<>(Map.of(
            "A", "Transport",
            "B", "Scheduler API",
            "C", "Executor API",
            "D", "Resources",
            "F", "What a framework can see of the inside"));

    static List<Item> of(String section) {
        Path file = Project.root().resolve("conformance/src/test/resources/items/" + section + ".tsv");
        List<Item> items = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("\t", -1);
                String note = parts.length > 2 ? parts[2] : "";
                boolean known = note.isEmpty()
                        || note.startsWith(DIFFERS)
                        || (note.startsWith(NOT_REACHED) && REASONS.contains(note.substring(NOT_REACHED.length())));
                if (parts.length < 2 || parts.length > 3 || !known || !parts[0].equals(section + (items.size() + 1))) {
                    throw new IllegalStateException(file + ": not understood: " + line);
                }
                items.add(new Item(
                        parts[0],
                        parts[1],
                        note.startsWith(NOT_REACHED) ? note.substring(NOT_REACHED.length()) : "",
                        note.startsWith(DIFFERS) ? note.substring(DIFFERS.length()) : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return items;
    }
}
