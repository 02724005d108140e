package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.tasks.PastTransition;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a slot's history is kept in the slot's record. Written with every change, so it is short: what is left out is as in the slot's
 * current task, null is none.
 */
final class SlotHistoryJson {

    private SlotHistoryJson() {}

    static void write(ArrayNode array, Slot slot) {
        SlotTask task = slot.task();
        String currentTask = task == null ? null : task.id();
        String currentAgent = task == null ? null : task.agent();
        for (PastTransition past : slot.history()) {
            ObjectNode node = array.addObject().put("at", past.at().toString());
            if (past.from() != null) {
                node.put("from", past.from().word());
            }
            node.put("to", past.to().word());
            unlessEqual(node, "task", past.taskId(), currentTask);
            unlessEqual(node, "agent", past.agentId(), currentAgent);
            if (past.mesosState() != null) {
                node.put("mesosState", past.mesosState().name());
            }
            if (past.reason() != null) {
                node.put("reason", past.reason());
            }
            if (!past.cause().isEmpty()) {
                node.put("cause", past.cause());
            }
        }
    }

    private static void unlessEqual(ObjectNode node, String field, @Nullable String value, @Nullable String current) {
        if (!Objects.equals(value, current)) {
            node.put(field, value);
        }
    }

    static List<PastTransition> read(JsonNode array, @Nullable SlotTask task, UnaryOperator<String> shared) {
        List<PastTransition> history = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            history.add(new PastTransition(
                    Instant.parse(node.required("at").asString()),
                    node.has("from") ? SlotState.of(node.get("from").asString()) : null,
                    SlotState.of(node.required("to").asString()),
                    orEqual(node.get("task"), task == null ? null : task.id(), UnaryOperator.identity()),
                    orEqual(node.get("agent"), task == null ? null : task.agent(), shared),
                    node.has("mesosState")
                            ? TaskState.valueOf(node.get("mesosState").asString())
                            : null,
                    node.has("reason") ? shared.apply(node.get("reason").asString()) : null,
                    node.has("cause") ? shared.apply(node.get("cause").asString()) : ""));
        }
        return history;
    }

    private static @Nullable String orEqual(
            @Nullable JsonNode node, @Nullable String current, UnaryOperator<String> shared) {
        if (node == null) {
            return current;
        }
        return node.isNull() ? null : shared.apply(node.asString());
    }
}
