package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.storage.Bytes;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How reservations are kept. */
final class ReservationJson {

    private static final int FORMAT = 1;
    private static final String RESERVATIONS = "reservations/";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ReservationJson() {}

    static boolean isReservation(String key) {
        return key.startsWith(RESERVATIONS);
    }

    static Action.Forget forget(SlotReservation reservation) {
        return new Action.Forget(RESERVATIONS + reservation.id());
    }

    static Action.Persist persist(SlotReservation reservation) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("application", reservation.slot().application())
                .put("slot", reservation.slot().index())
                .put("role", reservation.role())
                .put("stage", reservation.stage().name())
                .put("agent", reservation.agent())
                .put("hostname", reservation.hostname())
                .put("since", reservation.since().toString())
                .put("asked", reservation.asked());
        if (reservation.volume() != null) {
            node.put("volume", reservation.volume());
        }
        for (Operation operation : reservation.open()) {
            node.withArray("open")
                    .addObject()
                    .put("id", operation.id())
                    .put("kind", operation.kind().name());
        }
        return new Action.Persist(RESERVATIONS + reservation.id(), Bytes.of(MAPPER.writeValueAsBytes(node)));
    }

    static SlotReservation read(String key, Bytes value) {
        return KeptRecord.read(key, value, FORMAT, node -> {
            List<Operation> open = new ArrayList<>();
            node.path("open")
                    .forEach(operation -> open.add(new Operation(
                            operation.required("id").asString(),
                            Kind.valueOf(operation.required("kind").asString()))));
            return new SlotReservation(
                    key.substring(RESERVATIONS.length()),
                    new SlotKey(
                            node.required("application").asString(),
                            node.required("slot").asInt()),
                    node.required("role").asString(),
                    node.has("volume") ? node.get("volume").asString() : null,
                    Stage.valueOf(node.required("stage").asString()),
                    node.required("agent").asString(),
                    node.required("hostname").asString(),
                    InstantText.parse(node.required("since").asString()),
                    node.required("asked").asInt(),
                    open);
        });
    }
}
