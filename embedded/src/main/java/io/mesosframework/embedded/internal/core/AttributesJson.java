package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.Attribute;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Attributes in the JSON of `/state`: value by name. */
public final class AttributesJson {

    private AttributesJson() {}

    public static ObjectNode of(List<Attribute> attributes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Attribute attribute : attributes) {
            switch (attribute.getType()) {
                case SCALAR ->
                    json.put(attribute.getName(), attribute.getScalar().getValue());
                case RANGES -> json.put(attribute.getName(), ResourcesJson.ranges(attribute.getRanges()));
                case SET ->
                    json.put(
                            attribute.getName(),
                            "{" + String.join(", ", attribute.getSet().getItemList()) + "}");
                default -> json.put(attribute.getName(), attribute.getText().getValue());
            }
        }
        return json;
    }
}
