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
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * How a slot's history is kept in the slot's record. Written with every change, so it is short: a time is in milliseconds since 1970,
 * and what is left out is as in the slot's current task ({@code task}, {@code agent}), as the change before left it ({@code from}), or
 * as in the change before ({@code mesosState}, {@code reason}); null is none.
 */
final class SlotHistoryJson {

    private SlotHistoryJson() {}

    static void write(JsonGenerator json, Slot slot) {
        SlotTask task = slot.task();
        String currentTask = task == null ? null : task.id();
        String currentAgent = task == null ? null : task.agent();
        json.writeArrayPropertyStart("history");
        PastTransition before = null;
        for (PastTransition past : slot.history()) {
            json.writeStartObject().writeNumberProperty("at", past.at().toEpochMilli());
            if (past.from() != (before == null ? null : before.to())) {
                json.writeStringProperty(
                        "from", past.from() == null ? null : past.from().word());
            }
            json.writeStringProperty("to", past.to().word());
            unlessEqual(json, "task", past.taskId(), currentTask);
            unlessEqual(json, "agent", past.agentId(), currentAgent);
            if (past.mesosState() != (before == null ? null : before.mesosState())) {
                json.writeStringProperty(
                        "mesosState",
                        past.mesosState() == null ? null : past.mesosState().name());
            }
            unlessEqual(json, "reason", past.reason(), before == null ? null : before.reason());
            if (!past.cause().isEmpty()) {
                json.writeStringProperty("cause", past.cause());
            }
            json.writeEndObject();
            before = past;
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
        PastTransition before = null;
        for (JsonNode node : array) {
            before = new PastTransition(
                    Instant.ofEpochMilli(node.required("at").asLong()),
                    orEqual(node.get("from"), before == null ? null : before.to(), SlotState::of),
                    SlotState.of(node.required("to").asString()),
                    orEqual(node.get("task"), task == null ? null : task.id(), UnaryOperator.identity()),
                    orEqual(node.get("agent"), task == null ? null : task.agent(), shared),
                    orEqual(node.get("mesosState"), before == null ? null : before.mesosState(), TaskState::valueOf),
                    orEqual(node.get("reason"), before == null ? null : before.reason(), shared),
                    node.has("cause") ? shared.apply(node.get("cause").asString()) : "");
            history.add(before);
        }
        return history;
    }

    private static <T> @Nullable T orEqual(@Nullable JsonNode node, @Nullable T same, Function<String, T> reading) {
        if (node == null) {
            return same;
        }
        return node.isNull() ? null : reading.apply(node.asString());
    }
}
