package io.mesosframework.testing.mesos.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a master knows, for people: some twenty lines at most, however large the cluster. */
final class MasterSummary {

    private static final int FRAMEWORKS = 5;
    private static final int TASKS = 6;

    private final List<String> lines = new ArrayList<>();

    private MasterSummary() {}

    static String of(MasterView view) {
        MasterSummary summary = new MasterSummary();
        summary.leader(view);
        summary.agents(view);
        summary.frameworks(view);
        summary.tasks(view);
        return String.join("\n", summary.lines);
    }

    private void leader(MasterView view) {
        String pid = view.field("leader").asString("");
        lines.add("Leader: " + (pid.isEmpty() ? "unknown" : pid.substring(pid.indexOf('@') + 1)));
    }

    private void agents(MasterView view) {
        Map<String, Long> states = new LinkedHashMap<>();
        states.put("active", view.activeAgents());
        states.put("inactive", view.field("slaves").size() - view.activeAgents());
        states.put("not back since the failover", (long)
                view.field("recovered_slaves").size());
        states.put("unreachable", view.field("unreachable_slaves").asLong(0));
        lines.add("Agents: " + counts(states));
    }

    private void frameworks(MasterView view) {
        List<JsonNode> frameworks = view.frameworks().toList();
        long ended = view.field("completed_frameworks").size();
        lines.add("Frameworks: " + (frameworks.isEmpty() ? "none" : frameworks.size())
                + (ended == 0 ? "" : ", and " + ended + " that have ended"));
        list(frameworks, FRAMEWORKS, MasterSummary::framework);
    }

    private static String framework(JsonNode framework) {
        return "%s, %s, %d tasks, %d offers out"
                .formatted(
                        framework.path("name").asString(""),
                        framework.path("connected").asBoolean(false) ? "connected" : "not connected",
                        framework.path("tasks").size(),
                        framework.path("offers").size());
    }

    private void tasks(MasterView view) {
        List<JsonNode> tasks = view.tasks().toList();
        lines.add("Tasks: "
                + counts(tasks.stream()
                        .collect(Collectors.groupingBy(
                                MasterSummary::state, LinkedHashMap::new, Collectors.counting()))));
        list(tasks, TASKS, task -> task.path("id").asString("") + " " + state(task));
    }

    private static String state(JsonNode task) {
        return task.path("state").asString("");
    }

    private void list(List<JsonNode> all, int shown, Function<JsonNode, String> text) {
        all.stream().limit(shown).forEach(each -> lines.add("  " + text.apply(each)));
        if (all.size() > shown) {
            lines.add("  and " + (all.size() - shown) + " more");
        }
    }

    private static String counts(Map<String, Long> states) {
        String text = states.entrySet().stream()
                .filter(state -> state.getValue() > 0)
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }
}
