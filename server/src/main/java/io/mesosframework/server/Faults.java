package io.mesosframework.server;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of errors. */
final class Faults {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Faults() {}

    static String json(List<Fault> faults) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode errors = root.putArray("errors");
        for (Fault fault : faults) {
            errors.addObject().put("path", fault.path()).put("message", fault.message());
        }
        return MAPPER.writeValueAsString(root);
    }
}
