package io.mesosframework.reference;

import io.mesosframework.scheduler.StorageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report on a storage, for a person or for a program.
 *
 * @param storage as it was named
 */
record StorageWords(String storage, StorageReport report) {

    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(storage + ", framework " + report.framework());
        lines.add(line("framework id", report.frameworkId().orElse("none, it was never registered")));
        lines.add(line("term", report.term() + (report.term() == 1 ? " (one start)" : " (so many starts)")));
        for (StorageReport.Kind kind : report.kinds()) {
            lines.add(line(kind.name(), kind.records() + formats(kind.formats())));
        }
        report.unreadable()
                .forEach(one -> lines.add("cannot be read: " + one.key() + ": " + Words.oneLine(one.reason())));
        lines.add(
                report.unreadable().isEmpty()
                        ? "All can be read."
                        : "The framework would not start: "
                                + report.unreadable().size() + " cannot be read.");
        return lines;
    }

    private static String line(String what, String words) {
        return String.format(Locale.ROOT, "  %-12s  %s", what, words);
    }

    private static String formats(Map<Integer, Integer> formats) {
        return switch (formats.size()) {
            case 0 -> "";
            case 1 -> ", format " + formats.keySet().iterator().next();
            default ->
                ", "
                        + formats.entrySet().stream()
                                .map(entry -> entry.getValue() + " of format " + entry.getKey())
                                .collect(Collectors.joining(", "));
        };
    }

    String json() {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("event", "storage")
                .put("storage", storage)
                .put("framework", report.framework())
                .put("frameworkId", report.frameworkId().orElse(""))
                .put("term", report.term());
        ObjectNode kinds = line.putObject("kinds");
        for (StorageReport.Kind kind : report.kinds()) {
            ObjectNode formats =
                    kinds.putObject(kind.name()).put("records", kind.records()).putObject("formats");
            kind.formats().forEach((format, records) -> formats.put(String.valueOf(format), records));
        }
        line.putArray("unreadable");
        report.unreadable()
                .forEach(one -> line.withArray("unreadable")
                        .addObject()
                        .put("key", one.key())
                        .put("reason", one.reason()));
        return line.toString();
    }
}
