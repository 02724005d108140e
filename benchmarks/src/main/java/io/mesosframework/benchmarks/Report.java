package io.mesosframework.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All figures of a run, and what could not be measured, as a table and as JSON. */
final class Report {

    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    void add(Figure figure) {
        figures.add(figure);
    }

    void skip(String part, String why) {
        skipped.put(part, why);
    }

    String table() {
        StringBuilder text = new StringBuilder();
        String part = "";
        for (Figure figure : figures) {
            if (!figure.part().equals(part)) {
                part = figure.part();
                text.append('\n').append(part).append('\n');
            }
            text.append(line(figure)).append('\n');
        }
        skipped.forEach((what, why) -> text.append("\nnot measured: %s: %s\n".formatted(what, why)));
        long goals = figures.stream().filter(Figure::hasGoal).count();
        long missed = figures.stream().filter(figure -> !figure.isMet()).count();
        return text.append("\n%d of %d goals met%s\n"
                        .formatted(goals - missed, goals, missed == 0 ? "" : "; MISSED: " + missed))
                .toString();
    }

    private static String line(Figure figure) {
        String goal = "";
        if (figure.hasGoal()) {
            goal = "   goal: at %s %s   %s"
                    .formatted(
                            figure.atMost().isPresent() ? "most" : "least",
                            number(figure.atMost().orElse(figure.atLeast().orElse(0))),
                            figure.isMet() ? "met" : "MISSED");
        }
        return "  %-70s %10s %-14s%s"
                .formatted(figure.what(), number(figure.value()), figure.unit(), goal)
                .stripTrailing();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
    }

    void writeJson(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, json());
    }

    String json() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("part", figure.part());
            row.put("what", figure.what());
            row.put("value", figure.value());
            row.put("unit", figure.unit());
            figure.atMost().ifPresent(goal -> row.put("goalAtMost", goal));
            figure.atLeast().ifPresent(goal -> row.put("goalAtLeast", goal));
            if (figure.hasGoal()) {
                row.put("met", figure.isMet());
            }
            rows.add(row);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("java", Runtime.version().toString());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("figures", rows);
        all.put("notMeasured", skipped);
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(all) + "\n";
    }
}
