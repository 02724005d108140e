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
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * How a slot's history is kept in the slot's record. Written with every change, so it is short: what is left out is as in the slot's
 * current task, null is none.
 */
final class SlotHistoryJson {

    private SlotHistoryJson() {}

    static void write(JsonGenerator json, Slot slot) {
        SlotTask task = slot.task();
        String currentTask = task == null ? null : task.id();
        String currentAgent = task == null ? null : task.agent();
        json.writeArrayPropertyStart("history");
        for (PastTransition past : slot.history()) {
            json.writeStartObject().writeStringProperty("at", InstantText.of(past.at()));
            if (past.from() != null) {
                json.writeStringProperty("from", past.from().word());
            }
            json.writeStringProperty("to", past.to().word());
            unlessEqual(json, "task", past.taskId(), currentTask);
            unlessEqual(json, "agent", past.agentId(), currentAgent);
            if (past.mesosState() != null) {
                json.writeStringProperty("mesosState", past.mesosState().name());
            }
            if (past.reason() != null) {
                json.writeStringProperty("reason", past.reason());
            }
            if (!past.cause().isEmpty()) {
                json.writeStringProperty("cause", past.cause());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void unlessEqual(
            JsonGenerator json, String field, @Nullable String value, @Nullable String current) {
        if (!Objects.equals(value, current)) {
            json.writeStringProperty(field, value);
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
