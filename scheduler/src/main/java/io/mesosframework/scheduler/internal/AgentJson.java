package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.internal.placement.AgentFacts;
import io.mesosframework.storage.Bytes;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How what marks an agent is kept. */
final class AgentJson {

    private static final int FORMAT = 1;
    private static final String AGENTS = "agents/";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private AgentJson() {}

    static boolean isAgent(String key) {
        return key.startsWith(AGENTS);
    }

    static Action.Forget forget(AgentFacts facts) {
        return new Action.Forget(AGENTS + facts.id());
    }

    static Action.Persist persist(AgentFacts facts) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("format", FORMAT)
                .put("hostname", facts.hostname())
                .put("address", facts.address())
                .put("region", facts.region())
                .put("zone", facts.zone());
        ArrayNode attributes = node.putArray("attributes");
        facts.attributes().forEach(attribute -> write(attributes.addObject(), attribute));
        return new Action.Persist(AGENTS + facts.id(), Bytes.of(MAPPER.writeValueAsBytes(node)));
    }

    private static void write(ObjectNode node, Attribute attribute) {
        node.put("name", attribute.getName());
        switch (attribute.getType()) {
            case SCALAR -> node.put("scalar", attribute.getScalar().getValue());
            case TEXT -> node.put("text", attribute.getText().getValue());
            case SET -> {
                ArrayNode items = node.putArray("set");
                attribute.getSet().getItemList().forEach(items::add);
            }
            case RANGES -> {
                ArrayNode ranges = node.putArray("ranges");
                attribute
                        .getRanges()
                        .getRangeList()
                        .forEach(
                                range -> ranges.addArray().add(range.getBegin()).add(range.getEnd()));
            }
        }
    }

    static AgentFacts read(String key, Bytes value) {
        return KeptRecord.read(key, value, FORMAT, node -> {
            List<Attribute> attributes = new ArrayList<>();
            node.required("attributes").forEach(attribute -> attributes.add(attribute(attribute)));
            return new AgentFacts(
                    key.substring(AGENTS.length()),
                    node.required("hostname").asString(),
                    node.required("address").asString(),
                    node.required("region").asString(),
                    node.required("zone").asString(),
                    attributes);
        });
    }

    private static Attribute attribute(JsonNode node) {
        Attribute.Builder attribute =
                Attribute.newBuilder().setName(node.required("name").asString());
        if (node.has("scalar")) {
            attribute
                    .setType(Value.Type.SCALAR)
                    .getScalarBuilder()
                    .setValue(node.get("scalar").asDouble());
        } else if (node.has("set")) {
            Value.Set.Builder set = attribute.setType(Value.Type.SET).getSetBuilder();
            node.get("set").forEach(item -> set.addItem(item.asString()));
        } else if (node.has("ranges")) {
            Value.Ranges.Builder ranges = attribute.setType(Value.Type.RANGES).getRangesBuilder();
            node.get("ranges")
                    .forEach(range -> ranges.addRangeBuilder()
                            .setBegin(range.required(0).asLong())
                            .setEnd(range.required(1).asLong()));
        } else {
            attribute
                    .setType(Value.Type.TEXT)
                    .getTextBuilder()
                    .setValue(node.required("text").asString());
        }
        return attribute.build();
    }
}
