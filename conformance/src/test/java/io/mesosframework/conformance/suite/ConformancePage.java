package io.mesosframework.conformance.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/conformance.md: each item of the contract, and how the embedded Mesos stands to it. */
final class ConformancePage {
    private static final String SCENARIOS = "../conformance/src/test/java/";
    private static final String RECORDS = "../conformance/src/test/resources/records/";

    private final List<Scenario> scenarios;

    ConformancePage(List<Scenario> scenarios) {
        this.scenarios = scenarios;
    }

    /** How an item stands. */
    enum Standing {
        SAME,
        DIFFERS,
        NOT_REACHED,
        OPEN
    }

    private record Row(Items.Item item, Standing standing, String text) {}

    String text() {
        StringBuilder page = new StringBuilder("""
                # Conformance

                Made from the suite by `ConformancePageTest`; do not edit. How the embedded Mesos stands to a real Mesos 1.11.0, item by item of
                the contract that the suite tests. *Same*: a scenario that shows it leaves the same record on both. *Differs*: it does not,
                for the reason given. *Not reached*: nothing can show it here, for the reason given. *Open*: no scenario shows it yet. A
                scenario's name leads to its steps, "record" to what the real Mesos did. How to write one:
                [conformance-scenarios.md](conformance-scenarios.md). Where comments in the code say "PROTOCOL A68", they mean item A68 here;
                items of other sections (E, G, H) are not tested by the suite.

                """);
        Map<String, List<Row>> sections = Items.SECTIONS.keySet().stream()
                .collect(Collectors.toMap(
                        s -> s,
                        s -> Items.of(s).stream().map(this::row).toList(),
                        (a, b) -> a,
                        java.util.TreeMap::new));
        List<Row> all = sections.values().stream().flatMap(List::stream).toList();
        page.append("| section | items | same | differs | not reached | open |\n|---|---:|---:|---:|---:|---:|\n");
        sections.forEach((section, rows) -> page.append(summary(section + " " + Items.SECTIONS.get(section), rows)));
        page.append(summary("**all**", all));
        page.append('\n').append(scenarios.size()).append(" scenarios.\n");
        page.append(mutations());
        sections.forEach((section, rows) -> {
            page.append("\n## ").append(section).append(". ").append(Items.SECTIONS.get(section));
            page.append("\n\n| item | what | standing |\n|---|---|---|\n");
            rows.forEach(row -> page.append("| ")
                    .append(row.item().id())
                    .append(" | ")
                    .append(row.item().title().replace("|", "\\|"))
                    .append(" | ")
                    .append(row.text())
                    .append(" |\n"));
        });
        return page.toString();
    }

    private static String mutations() {
        Mutations.Result run = Mutations.kept();
        List<String> missed = run.noticed().entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        StringBuilder text = new StringBuilder("""

                ## Planted faults

                Of everything that the scenarios make the embedded Mesos do, one thing at a time is changed (an event lost, doubled, or with a field
                missing or other; a message between master and agent lost; a call that does nothing; other words or another status;
                time that stands still), and a scenario must notice: its record then differs. `-Dtest=MutationTest -Dconformance.mutations=true`
                plants them all; what each was noticed by is in `conformance/src/test/resources/mutations.tsv`, and each run of the suite plants some of them
                again.

                """);
        text.append("In the last whole run ")
                .append(run.noticed().size() - missed.size())
                .append(" of ")
                .append(run.noticed().size())
                .append(" faults were noticed, and ")
                .append(run.blind().size())
                .append(" scenarios noticed none")
                .append(run.blind().isEmpty() ? ".\n" : ": " + String.join(", ", run.blind()) + ".\n");
        if (!missed.isEmpty()) {
            text.append("\nNot noticed:\n\n");
            missed.forEach(fault -> text.append("* ").append(fault).append('\n'));
        }
        return text.toString();
    }

    private static String summary(String title, List<Row> rows) {
        String counts = Stream.of(Standing.values())
                .map(standing ->
                        rows.stream().filter(row -> row.standing() == standing).count())
                .map(count -> String.format(Locale.ROOT, "%d (%.0f %%)", count, 100.0 * count / rows.size()))
                .collect(Collectors.joining(" | "));
        return "| " + title + " | " + rows.size() + " | " + counts + " |\n";
    }

    private Row row(Items.Item item) {
        List<Scenario> showing = scenarios.stream()
                .filter(scenario -> scenario.items().contains(item.id()))
                .filter(scenario -> Records.of(scenario).isPresent())
                .toList();
        List<String> texts =
                new ArrayList<>(showing.stream().map(ConformancePage::link).toList());
        List<String> why =
                showing.stream().flatMap(s -> s.differs().stream()).distinct().collect(Collectors.toList());
        if (!item.differs().isEmpty()) {
            why.add(0, item.differs());
        }
        String links = texts.isEmpty() ? "" : ": " + String.join(", ", texts);
        if (!why.isEmpty()) {
            return new Row(item, Standing.DIFFERS, "**differs** (" + String.join("; ", why) + ")" + links);
        }
        if (!showing.isEmpty()) {
            return new Row(item, Standing.SAME, "same" + links);
        }
        return item.notReached().isEmpty()
                ? new Row(item, Standing.OPEN, "open")
                : new Row(item, Standing.NOT_REACHED, "not reached (" + item.notReached() + ")");
    }

    private static String link(Scenario scenario) {
        return "[%s](%s%s#L%d) ([record](%s%s.txt))"
                .formatted(
                        scenario.id(),
                        SCENARIOS,
                        scenario.source().file(),
                        scenario.source().line(),
                        RECORDS,
                        scenario.id());
    }
}
