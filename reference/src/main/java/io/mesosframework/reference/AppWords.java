package io.mesosframework.reference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API answers, for people. */
final class AppWords {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private AppWords() {}

    static List<String> list(JsonNode applications) {
        if (applications.isEmpty()) {
            return List.of("there are no applications");
        }
        List<String> lines = new ArrayList<>();
        lines.add(row("APPLICATION", "VERSION", "SLOTS", "STATE"));
        for (JsonNode one : applications) {
            lines.add(row(
                    text(one, "name"),
                    String.valueOf(one.path("version").asInt()),
                    String.valueOf(one.path("instances").asInt(1)),
                    standing(one)));
        }
        return lines;
    }

    private static String row(String name, String version, String slots, String state) {
        return String.format(Locale.ROOT, "%-24s %7s %7s  %s", name, version, slots, state);
    }

    /** How many slots are in which state, and how an update goes that is not done. */
    static String standing(JsonNode application) {
        JsonNode state = application.path("state");
        String slots = state.path("slots")
                .propertyStream()
                .map(each -> each.getValue().asInt() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        JsonNode rollout = application.path("rollout");
        boolean isUpdating = rollout.isObject() && !text(rollout, "state").equals("done");
        return (slots.isEmpty() ? "no slots" : slots)
                + (state.path("deleted").asBoolean(false) ? "; being deleted" : "")
                + (isUpdating ? "; " + update(rollout) : "");
    }

    private static String update(JsonNode rollout) {
        String why = text(rollout, "why");
        return "update to version " + rollout.path("version").asInt() + " " + text(rollout, "state") + ", "
                + rollout.path("ready").asInt() + " ready" + (why.isEmpty() ? "" : ": " + Words.oneLine(why));
    }

    static List<String> application(JsonNode application, JsonNode slots, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(text(application, "name") + ", version "
                + application.path("version").asInt() + ": " + standing(application));
        slots.path("slots").forEach(slot -> lines.add(slotRow(slot, now)));
        int shown = slots.path("slots").size();
        int all = slots.path("total").asInt(shown);
        if (all > shown) {
            lines.add("... and " + (all - shown) + " more");
        }
        return lines;
    }

    private static String slotRow(JsonNode slot, Instant now) {
        JsonNode task = slot.path("task");
        String ending = ending(slot);
        return String.format(
                        Locale.ROOT,
                        "%-24s %-12s %7s  %s%s",
                        text(slot, "slot"),
                        text(slot, "state"),
                        age(text(slot, "since"), now),
                        task.isObject() ? place(task) + " " + text(task, "id") : "",
                        ending.isEmpty() ? "" : "  " + ending)
                .stripTrailing();
    }

    /** As {@code host:31000,31001}. */
    private static String place(JsonNode task) {
        String ports = task.path("ports").valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
        return text(task, "hostname") + (ports.isEmpty() ? "" : ":" + ports);
    }

    /** Only of a slot without a task that runs: what ended the one before is history. */
    private static String ending(JsonNode slot) {
        boolean hasEnded =
                List.of("waiting", "failed", "killed", "gone", "finished").contains(text(slot, "state"));
        return hasEnded ? report(slot.path("ending")) : "";
    }

    private static String report(JsonNode report) {
        if (!report.isObject()) {
            return "";
        }
        String reason = text(report, "reason");
        String message = text(report, "message");
        return text(report, "state")
                + (reason.isEmpty() ? "" : " " + reason)
                + (message.isEmpty() ? "" : ": " + Words.oneLine(message));
    }

    static List<String> slot(JsonNode slot, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(slotRow(slot, now));
        for (JsonNode past : slot.path("history")) {
            String from = text(past, "from");
            String cause = text(past, "cause");
            lines.add("  " + text(past, "at") + "  " + (from.isEmpty() ? "" : from + " -> ") + text(past, "to")
                    + (text(past, "taskId").isEmpty() ? "" : "  " + text(past, "taskId"))
                    + (cause.isEmpty() ? "" : "  " + Words.oneLine(cause)));
        }
        return lines;
    }

    static List<String> versions(JsonNode changed) {
        return each(
                changed.path("applications"),
                one -> text(one, "name") + " version " + one.path("version").asInt());
    }

    static List<String> deleted(JsonNode changed) {
        return each(changed.path("applications"), one -> text(one, "name") + " goes");
    }

    static List<String> killed(JsonNode killed) {
        List<String> lines =
                each(killed.path("killed"), one -> text(one, "slot") + " killed (task " + text(one, "taskId") + ")");
        return lines.isEmpty() ? List.of("there is no task to kill") : lines;
    }

    static List<String> why(JsonNode why) {
        List<String> lines = new ArrayList<>();
        for (JsonNode slot : why.path("slots")) {
            lines.add(text(slot, "slot") + " " + text(slot, "state") + ": " + text(slot, "why"));
            JsonNode causes = slot.path("causes");
            if (causes.size() > 1) {
                causes.forEach(cause -> lines.add("    " + cause.path("agents").asInt()
                        + (cause.path("agents").asInt() == 1 ? " agent: " : " agents; nearest: ")
                        + text(cause, "nearest")));
            }
        }
        return lines.isEmpty() ? List.of("nothing waits") : lines;
    }

    /** {@code {"name":…}}. */
    static String named(String name) {
        return MAPPER.createObjectNode().put("name", name).toString();
    }

    private static List<String> each(JsonNode all, java.util.function.Function<JsonNode, String> words) {
        List<String> lines = new ArrayList<>();
        all.forEach(one -> lines.add(words.apply(one)));
        return lines;
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static String age(String since, Instant now) {
        return since.isEmpty() ? "" : TableRows.age(Duration.between(Instant.parse(since), now));
    }
}
