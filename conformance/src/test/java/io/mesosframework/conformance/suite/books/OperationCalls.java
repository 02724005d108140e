package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Stage;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Operations on resources, and the resources that they are about, in JSON. */
final class OperationCalls {
    private OperationCalls() {}

    // Resources

    static ObjectNode scalar(String name, double value) {
        return Json.object("%s", Launch.scalar(name, value));
    }

    /** The resource with one more reservation for each of the roles. */
    static ObjectNode reserved(ObjectNode resource, String... roles) {
        ObjectNode reserved = resource.deepCopy();
        for (String role : roles) {
            reserved.withArray("reservations").add(Json.object("{type: 'DYNAMIC', role: '%s'}", role));
        }
        return reserved;
    }

    static ObjectNode reserved(String name, double value, String... roles) {
        return reserved(scalar(name, value), roles);
    }

    /** The disk as a persistent volume. */
    static ObjectNode volume(ObjectNode disk, String id) {
        ObjectNode volume = disk.deepCopy();
        ObjectNode info = volume.withObject("/disk");
        info.set("persistence", Json.object("{id: '%s'}", id));
        info.set("volume", Json.object("{mode: 'RW', container_path: 'data'}"));
        return volume;
    }

    static ObjectNode volume(double size, String role, String id) {
        return volume(reserved("disk", size, role), id);
    }

    static ObjectNode shared(ObjectNode volume) {
        return with(volume, "{shared: {}}");
    }

    /** The node with these fields more, or instead. */
    static ObjectNode with(ObjectNode node, String json, Object... values) {
        ObjectNode changed = node.deepCopy();
        changed.setAll(Json.object(json, values));
        return changed;
    }

    /** The volume with fields of its DiskInfo more, or instead. */
    static ObjectNode withDisk(ObjectNode volume, String json, Object... values) {
        return with(volume, "{}").set("disk", with((ObjectNode) volume.path("disk"), json, values));
    }

    // Operations; with an empty id they have none

    static ObjectNode operation(String id, String type, ObjectNode body) {
        ObjectNode operation = Json.object("{type: '%s'}", type);
        if (!id.isEmpty()) {
            operation.set("id", Json.object("{}").put("value", id));
        }
        return operation.set(type.toLowerCase(Locale.ROOT), body);
    }

    static ObjectNode operation(String id, String type, String json, Object... values) {
        return operation(id, type, Json.object(json, values));
    }

    static ObjectNode reserve(String id, ObjectNode... resources) {
        return of(id, "RESERVE", "resources", resources);
    }

    static ObjectNode unreserve(String id, ObjectNode... resources) {
        return of(id, "UNRESERVE", "resources", resources);
    }

    static ObjectNode createVolumes(String id, ObjectNode... volumes) {
        return of(id, "CREATE", "volumes", volumes);
    }

    static ObjectNode destroyVolumes(String id, ObjectNode... volumes) {
        return of(id, "DESTROY", "volumes", volumes);
    }

    private static ObjectNode of(String id, String type, String field, ObjectNode... resources) {
        ObjectNode body = Json.object("{}");
        var array = body.putArray(field);
        for (ObjectNode resource : resources) {
            array.add(resource.deepCopy());
        }
        return operation(id, type, body);
    }

    static ObjectNode grow(String id, ObjectNode volume, ObjectNode addition) {
        ObjectNode body = Json.object("{}");
        body.set("volume", volume.deepCopy());
        body.set("addition", addition.deepCopy());
        return operation(id, "GROW_VOLUME", body);
    }

    static ObjectNode shrink(String id, ObjectNode volume, double subtract) {
        ObjectNode body = Json.object("{}");
        body.set("volume", volume.deepCopy());
        body.set("subtract", Json.object("{value: %s}", subtract));
        return operation(id, "SHRINK_VOLUME", body);
    }

    // What scenarios do with them

    /** An ACCEPT whose rest is not refused. */
    static void accept(Framework framework, Offer offer, ObjectNode... operations) {
        framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", operations);
    }

    /** The next status of the operation, whole. It is not acknowledged. */
    static Stage.Seen status(Framework framework, String id) {
        return framework.await(
                "UPDATE_OPERATION_STATUS",
                event -> event.at("/update_operation_status/status/operation_id/value")
                        .asString("")
                        .equals(id));
    }

    static void acknowledge(Framework framework, Stage.Seen status) {
        String at = "/update_operation_status/status/";
        framework.call(
                "ACKNOWLEDGE_OPERATION_STATUS",
                "{agent_id: {value: '%s'}, operation_id: {value: '%s'}, uuid: '%s'}",
                status.at(at + "agent_id/value"),
                status.at(at + "operation_id/value"),
                status.at(at + "uuid/value"));
    }
}
