package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.LeftTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How applications and slots are kept: JSON, so that a person can read a storage file, with a format number, so that
 * later versions can tell what they read.
 */
final class SlotJson {

    private static final int FORMAT = 1;
    private static final String APPLICATIONS = "applications/";
    private static final String SLOTS = "slots/";
    private static final String UPDATES = "updates/";
    private static final String EARLIER = "earlier/";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private SlotJson() {}

    static String specificationKey(String application) {
        return APPLICATIONS + application;
    }

    static String slotKey(SlotKey key) {
        return SLOTS + key.application() + "/" + key.index();
    }

    static boolean isSpecification(String key) {
        return key.startsWith(APPLICATIONS);
    }

    /** The name in the key of a specification or an update; empty for other keys. */
    static Optional<String> applicationIn(String key) {
        return isSpecification(key)
                ? Optional.of(key.substring(APPLICATIONS.length()))
                : isUpdate(key) ? Optional.of(applicationOf(key)) : Optional.empty();
    }

    static boolean isSlot(String key) {
        return key.startsWith(SLOTS);
    }

    static String updateKey(String application) {
        return UPDATES + application;
    }

    static boolean isUpdate(String key) {
        return key.startsWith(UPDATES);
    }

    static String applicationOf(String updateKey) {
        return updateKey.substring(UPDATES.length());
    }

    static String earlierKey(Specification specification) {
        return EARLIER + specification.application().name() + "/" + specification.version();
    }

    static boolean isEarlier(String key) {
        return key.startsWith(EARLIER);
    }

    static Action.Persist persist(Specification specification) {
        return persist(specificationKey(specification.application().name()), specification);
    }

    static Action.Persist persistEarlier(Specification specification) {
        return persist(earlierKey(specification), specification);
    }

    private static Action.Persist persist(String key, Specification specification) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("version", specification.version())
                .put("taskVersion", specification.taskVersion())
                .put("updateVersion", specification.updateVersion())
                .put("deleted", specification.deleted());
        node.set("application", MAPPER.readTree(ApplicationJson.write(specification.application())));
        return new Action.Persist(key, Bytes.of(MAPPER.writeValueAsBytes(node)));
    }

    static Action.Persist persist(String application, Update update) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("version", update.version())
                .put("state", update.state().name())
                .put("began", update.began().toString())
                .put("progressed", update.progressed().toString())
                .put("ready", update.ready())
                .put("surge", update.surge())
                .put("why", update.why());
        return new Action.Persist(updateKey(application), Bytes.of(MAPPER.writeValueAsBytes(node)));
    }

    static Update update(String key, Bytes value) {
        return KeptRecord.read(key, value, FORMAT, SlotJson::update);
    }

    private static Update update(JsonNode node) {
        return new Update(
                node.required("version").asInt(),
                Update.State.valueOf(node.required("state").asString()),
                InstantText.parse(node.required("began").asString()),
                InstantText.parse(node.required("progressed").asString()),
                node.required("ready").asInt(),
                node.required("surge").asInt(),
                node.required("why").asString());
    }

    /** @throws InvalidApplicationsException if the application is too large to be kept */
    static void requireKeepable(Specification specification) {
        int bytes = persist(specification).value().size();
        if (bytes > Storage.MAX_VALUE_BYTES) {
            throw new InvalidApplicationsException(List.of(new Problem(
                    "",
                    "is too large to be kept: " + bytes + " bytes, and " + Storage.MAX_VALUE_BYTES + " is the most")));
        }
    }

    static Specification specification(String key, Bytes value) {
        return KeptRecord.read(key, value, FORMAT, node -> specification(key, node));
    }

    private static Specification specification(String key, JsonNode node) {
        return new Specification(
                ApplicationJson.parse(node.required("application").toString(), key)
                        .get(0),
                node.required("version").asInt(),
                node.required("taskVersion").asInt(),
                node.path("updateVersion").asInt(node.required("taskVersion").asInt()),
                node.required("deleted").asBoolean());
    }

    /** Streamed, not by a tree: every status is worth a record. */
    static Action.Persist persist(Slot slot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject()
                    .writeNumberProperty("format", FORMAT)
                    .writeNumberProperty("version", slot.version())
                    .writeStringProperty("state", slot.state().word())
                    .writeStringProperty("since", InstantText.of(slot.since()))
                    .writeNumberProperty("failures", slot.failures())
                    .writeNumberProperty("losses", slot.losses());
            write(json, "until", slot.until());
            write(json, "intent", slot.intent());
            SlotTask task = slot.task();
            if (task != null) {
                write(json, task);
            }
            TaskReport ending = slot.ending();
            if (ending != null) {
                write(json, ending);
            }
            if (!slot.history().isEmpty()) {
                SlotHistoryJson.write(json, slot);
            }
            LeftTask left = slot.left();
            if (left != null) {
                json.writeObjectPropertyStart("left").writeNumberProperty("version", left.version());
                write(json, left.task());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return new Action.Persist(slotKey(slot.key()), Bytes.of(bytes.toByteArray()));
    }

    private static void write(JsonGenerator json, SlotTask task) {
        json.writeObjectPropertyStart("task")
                .writeStringProperty("id", task.id())
                .writeStringProperty("agent", task.agent())
                .writeStringProperty("hostname", task.hostname())
                .writeStringProperty("address", task.address())
                .writeStringProperty("launched", InstantText.of(task.launched()));
        write(json, "running", task.running());
        write(json, "mesosState", task.mesosState());
        if (task.isGroup()) {
            GroupJson.write(json, task);
        }
        if (task.executor() != null) {
            ExecutorJson.write(json, task.executor());
        }
        PortsJson.write(json, task.ports());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, TaskReport ending) {
        json.writeObjectPropertyStart("ending")
                .writeStringProperty("state", ending.state().name())
                .writeStringProperty("message", ending.message());
        if (ending.reason() != null) {
            json.writeStringProperty("reason", ending.reason());
        }
        if (ending.exitCode() != null) {
            json.writeNumberProperty("exitCode", ending.exitCode());
        }
        json.writeEndObject();
    }

    static Slot slot(String key, Bytes value) {
        return slot(key, value, UnaryOperator.identity());
    }

    /** @param shared answers an equal text; slots of one agent or application then share what they have in common */
    static Slot slot(String key, Bytes value, UnaryOperator<String> shared) {
        return KeptRecord.read(key, value, FORMAT, node -> slot(key, node, shared));
    }

    private static Slot slot(String key, JsonNode node, UnaryOperator<String> shared) {
        int slash = key.lastIndexOf('/');
        SlotKey slotKey = new SlotKey(
                shared.apply(key.substring(SLOTS.length(), slash)), Integer.parseInt(key.substring(slash + 1)));
        SlotTask task = node.has("task") ? task(node.get("task"), shared) : null;
        return new Slot(
                slotKey,
                node.required("version").asInt(),
                SlotState.of(node.required("state").asString()),
                InstantText.parse(node.required("since").asString()),
                task,
                node.required("failures").asInt(),
                node.required("losses").asInt(),
                instant(node, "until"),
                node.has("intent") ? KillIntent.valueOf(node.get("intent").asString()) : null,
                node.has("ending") ? ending(node.get("ending"), shared) : null,
                SlotHistoryJson.read(node.path("history"), task, shared),
                node.has("left") ? left(node.get("left"), shared) : null);
    }

    private static LeftTask left(JsonNode node, UnaryOperator<String> shared) {
        return new LeftTask(
                task(node.required("task"), shared), node.required("version").asInt());
    }

    private static SlotTask task(JsonNode node, UnaryOperator<String> shared) {
        String id = node.required("id").asString();
        return new SlotTask(
                id,
                shared.apply(node.required("agent").asString()),
                shared.apply(node.required("hostname").asString()),
                shared.apply(node.required("address").asString()),
                InstantText.parse(node.required("launched").asString()),
                instant(node, "running"),
                node.has("mesosState")
                        ? TaskState.valueOf(node.get("mesosState").asString())
                        : null,
                GroupJson.read(node.path("members"), id, shared),
                ExecutorJson.read(node.path("executor")),
                PortsJson.read(node.path("ports")));
    }

    static TaskReport ending(JsonNode node, UnaryOperator<String> shared) {
        return new TaskReport(
                TaskState.valueOf(node.required("state").asString()),
                node.has("reason") ? shared.apply(node.get("reason").asString()) : null,
                shared.apply(node.required("message").asString()),
                node.has("exitCode") ? node.get("exitCode").asInt() : null);
    }

    private static @Nullable Instant instant(JsonNode node, String field) {
        return node.has(field) ? InstantText.parse(node.get(field).asString()) : null;
    }

    private static void write(JsonGenerator json, String field, @Nullable Instant value) {
        if (value != null) {
            json.writeStringProperty(field, InstantText.of(value));
        }
    }

    private static void write(JsonGenerator json, String field, @Nullable Enum<?> value) {
        if (value != null) {
            json.writeStringProperty(field, value.name());
        }
    }
}
