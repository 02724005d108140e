package io.mesosframework.conformance.suite;

import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An offer as it came. */
public record Offer(JsonNode tree) {
    private static final Set<String> PLAIN = Set.of("name", "type", "scalar", "ranges", "set", "allocation_info");

    public String id() {
        return tree.at("/id/value").asString();
    }

    public String agentId() {
        return tree.at("/agent_id/value").asString();
    }

    /** The {@code host:port} of the agent. */
    public String agentAddress() {
        return tree.at("/url/address/ip").asString() + ":"
                + tree.at("/url/address/port").asInt();
    }

    /** The amount of a scalar resource, over all its entries. */
    public double amount(String resource) {
        return tree.path("resources")
                .valueStream()
                .filter(r -> r.path("name").asString().equals(resource))
                .mapToDouble(r -> r.at("/scalar/value").asDouble())
                .sum();
    }

    /** Id, agent, role and resources in one line. */
    String brief() {
        return briefest() + ": " + resources(tree.path("resources"));
    }

    /** Without its resources. */
    String briefest() {
        return "offer " + id() + " of " + agentId() + " for "
                + tree.at("/allocation_info/role").asString("nobody");
    }

    /** Resources in one line: value, and in JSON what else there is to them. */
    public static String resources(JsonNode resources) {
        return resources.valueStream().map(Offer::resource).sorted().collect(Collectors.joining("; "));
    }

    private static String resource(JsonNode resource) {
        ObjectNode more = (ObjectNode) resource.deepCopy();
        more.remove(PLAIN);
        String value = resource.has("scalar")
                ? resource.at("/scalar/value").asString()
                : Json.write(resource.has("ranges") ? resource.path("ranges").path("range") : resource.path("set"));
        return resource.path("name").asString() + ":" + value + (more.isEmpty() ? "" : " " + Json.write(more));
    }
}
