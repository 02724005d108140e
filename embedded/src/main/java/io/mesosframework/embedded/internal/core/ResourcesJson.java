package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Resources in the JSON of `/state`. */
public final class ResourcesJson {

    private ResourcesJson() {}

    /** PROTOCOL E62. */
    public static ObjectNode of(Resources resources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List.of("disk", "mem", "gpus", "cpus").forEach(name -> json.put(name, 0.0));
        for (Resource resource : resources.asList()) {
            String name = resource.hasRevocable() ? resource.getName() + "_revocable" : resource.getName();
            switch (resource.getType()) {
                case SCALAR ->
                    json.put(
                            name,
                            json.path(name).asDouble(0) + resource.getScalar().getValue());
                case RANGES -> json.put(name, ranges(resource.getRanges()));
                case SET ->
                    json.put(name, "{" + String.join(", ", resource.getSet().getItemList()) + "}");
                default -> {}
            }
        }
        return json;
    }

    /** By the role they are reserved to. */
    public static ObjectNode reserved(Resources resources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        byReservation(resources).forEach((role, reserved) -> json.set(role, of(reserved)));
        return json;
    }

    /** By the role they are reserved to, one by one. */
    public static ObjectNode reservedFull(Resources resources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        byReservation(resources).forEach((role, reserved) -> {
            ArrayNode all = json.putArray(role);
            EndpointResources.of(reserved).forEach(resource -> all.add(TaskJson.tree(resource)));
        });
        return json;
    }

    private static Map<String, Resources> byReservation(Resources resources) {
        Map<String, Resources> byRole = new TreeMap<>();
        for (Resource resource : resources.asList()) {
            if (resource.getReservationsCount() > 0) {
                byRole.merge(Resources.reservationRole(resource), Resources.of(resource), Resources::plus);
            }
        }
        return byRole;
    }

    /** Ranges as Mesos writes them: `[1-2, 5-5]`. */
    public static String ranges(Value.Ranges ranges) {
        return ranges.getRangeList().stream()
                .map(range -> Long.toUnsignedString(range.getBegin()) + "-" + Long.toUnsignedString(range.getEnd()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
