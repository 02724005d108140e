package io.mesosframework.server.api;

import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.TaskReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Slots as the API shows them. What there is not is left out. */
final class SlotAnswers {

    private SlotAnswers() {}

    static ObjectNode slot(Slot slot) {
        ObjectNode node = Json.object();
        node.put("slot", slot.key().toString());
        node.put("application", slot.key().application());
        node.put("instance", slot.key().index());
        node.put("state", slot.state().word());
        node.put("since", slot.since().toString());
        node.put("version", slot.version());
        node.put("failures", slot.failures());
        node.put("losses", slot.losses());
        put(node, "until", slot.until());
        put(node, "intent", slot.intent() == null ? null : slot.intent().name().toLowerCase(Locale.ROOT));
        if (slot.task() != null) {
            node.set("task", task(slot.task()));
        }
        if (slot.ending() != null) {
            node.set("ending", report(slot.ending()));
        }
        if (slot.left() != null) {
            node.set("left", task(slot.left().task()));
        }
        return node;
    }

    static ObjectNode withHistory(Slot slot) {
        ObjectNode node = slot(slot);
        ArrayNode history = node.putArray("history");
        slot.history().forEach(transition -> history.add(past(transition)));
        return node;
    }

    private static ObjectNode task(SlotTask task) {
        ObjectNode node = Json.object();
        node.put("id", task.id());
        node.put("agent", task.agent());
        node.put("hostname", task.hostname());
        node.put("address", task.address());
        node.put("launched", task.launched().toString());
        put(node, "running", task.running());
        put(node, "mesosState", task.mesosState());
        put(node, "executor", task.executor() == null ? null : task.executor().id());
        putPorts(node, task.ports());
        if (task.isGroup()) {
            ArrayNode members = node.putArray("tasks");
            task.members().forEach(member -> members.add(member(member)));
        }
        return node;
    }

    private static ObjectNode member(GroupTask member) {
        ObjectNode node = Json.object();
        node.put("name", member.name());
        node.put("id", member.id());
        node.put("state", member.state().word());
        put(node, "mesosState", member.mesosState());
        putPorts(node, member.ports());
        if (member.ending() != null) {
            node.set("ending", report(member.ending()));
        }
        return node;
    }

    private static ObjectNode report(TaskReport report) {
        ObjectNode node = Json.object();
        node.put("state", report.state().name());
        put(node, "reason", report.reason());
        node.put("message", report.message());
        Integer exitCode = report.exitCode();
        if (exitCode != null) {
            node.put("exitCode", exitCode.intValue());
        }
        return node;
    }

    private static ObjectNode past(PastTransition past) {
        ObjectNode node = Json.object();
        node.put("at", past.at().toString());
        put(node, "from", past.from() == null ? null : past.from().word());
        node.put("to", past.to().word());
        put(node, "taskId", past.taskId());
        put(node, "agent", past.agentId());
        put(node, "mesosState", past.mesosState());
        put(node, "reason", past.reason());
        node.put("cause", past.cause());
        return node;
    }

    /** Nothing where there are none. */
    static void putPorts(ObjectNode node, List<Integer> ports) {
        if (!ports.isEmpty()) {
            ArrayNode numbers = node.putArray("ports");
            ports.forEach(numbers::add);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value instanceof Instant instant ? instant.toString() : String.valueOf(value));
        }
    }
}
