package io.mesosframework.scheduler.internal;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** How the ports of a task are kept in its slot's record: where it has none, or the record is older than they are, not at all. */
final class PortsJson {

    private PortsJson() {}

    static void write(JsonGenerator json, List<Integer> ports) {
        if (!ports.isEmpty()) {
            json.writeArrayPropertyStart("ports");
            ports.forEach(json::writeNumber);
            json.writeEndArray();
        }
    }

    static List<Integer> read(JsonNode array) {
        List<Integer> ports = new ArrayList<>(array.size());
        array.forEach(port -> ports.add(port.asInt()));
        return ports;
    }
}
