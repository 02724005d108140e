package io.mesosframework.embedded.internal.core;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** JSON as Mesos prints it: numbers with a fraction never with an exponent. */
public final class MesosJson {

    private MesosJson() {}

    public static String text(JsonNode json) {
        StringBuilder text = new StringBuilder();
        append(text, json);
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode json) {
        if (json.isObject()) {
            char before = '{';
            for (var property : json.properties()) {
                text.append(before).append(quoted(property.getKey())).append(':');
                append(text, property.getValue());
                before = ',';
            }
            text.append(json.isEmpty() ? "{}" : "}");
        } else if (json.isArray()) {
            char before = '[';
            for (JsonNode element : json) {
                text.append(before);
                append(text, element);
                before = ',';
            }
            text.append(json.isEmpty() ? "[]" : "]");
        } else if (json.isDouble() || json.isFloat()) {
            text.append(number(json.doubleValue()));
        } else {
            text.append(json);
        }
    }

    private static String quoted(String text) {
        return StringNode.valueOf(text).toString();
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
