package io.mesosframework.conformance.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the actors of a scenario did and observed, in the order of its steps. Safe for use by several threads. */
final class Transcript {
    /**
     * One thing done or seen.
     *
     * @param head its first line, with the actor's name
     * @param inline the rest of that line, as JSON
     * @param tree what follows, a line for each leaf
     */
    record Entry(String head, Optional<JsonNode> inline, Optional<JsonNode> tree) {
        Entry(String head, Optional<JsonNode> tree) {
            this(head, Optional.empty(), tree);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int quiet;

    synchronized void add(String actor, String text) {
        add(new Entry(actor + " " + text, Optional.empty()));
    }

    synchronized void add(String actor, String text, JsonNode tree) {
        add(new Entry(actor + " " + text, Optional.of(tree)));
    }

    synchronized void addInline(String actor, String text, JsonNode inline) {
        add(new Entry(actor + " " + text + " ", Optional.of(inline), Optional.empty()));
    }

    synchronized void add(Entry entry) {
        if (quiet == 0) {
            entries.add(entry);
        }
    }

    synchronized void quiet(boolean on) {
        quiet += on ? 1 : -1;
    }

    /** Several at once that came in an order that means nothing. */
    synchronized void addUnordered(List<Entry> some, Abstraction names) {
        some.stream()
                .sorted((a, b) -> text(a, names, false).compareTo(text(b, names, false)))
                .forEach(this::add);
    }

    synchronized String text(Abstraction names) {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(text(entry, names, true)));
        return text.toString();
    }

    private static String text(Entry entry, Abstraction names, boolean numbered) {
        StringBuilder text = new StringBuilder(names.text(entry.head(), numbered));
        entry.inline().ifPresent(tree -> text.append(names.inline(tree, numbered)));
        text.append('\n');
        entry.tree()
                .ifPresent(tree -> names.lines(tree, numbered)
                        .forEach(line -> text.append("    ").append(line).append('\n')));
        return text.toString();
    }
}
