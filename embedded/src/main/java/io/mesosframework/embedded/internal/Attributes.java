package io.mesosframework.embedded.internal;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Value;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Agents' attributes as text: `name:value;…`, each typed by its shape (PROTOCOL D40). */
public final class Attributes {

    private static final Pattern NUMBER = Pattern.compile("-?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

    private Attributes() {}

    /**
     * @throws IllegalArgumentException for a part without name or value
     */
    public static List<Attribute> parse(String text) {
        return Arrays.stream(text.split("[;\n]", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(Attributes::one)
                .toList();
    }

    private static Attribute one(String part) {
        int colon = part.indexOf(':');
        if (colon < 1 || colon == part.length() - 1) {
            throw new IllegalArgumentException(
                    "The attribute '" + part + "' is not of the form name:value; several are divided by ';'");
        }
        String value = part.substring(colon + 1).strip();
        Attribute.Builder attribute =
                Attribute.newBuilder().setName(part.substring(0, colon).strip());
        if (NUMBER.matcher(value).matches()) {
            return attribute
                    .setType(Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(Double.parseDouble(value)))
                    .build();
        }
        if (value.startsWith("[") && value.endsWith("]")) {
            Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
            items(value).forEach(item -> ranges.addRange(range(part, item)));
            return attribute.setType(Value.Type.RANGES).setRanges(ranges).build();
        }
        if (value.startsWith("{") && value.endsWith("}")) {
            return attribute
                    .setType(Value.Type.SET)
                    .setSet(Value.Set.newBuilder().addAllItem(items(value).toList()))
                    .build();
        }
        return attribute
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }

    private static Stream<String> items(String bracketed) {
        return Arrays.stream(bracketed.substring(1, bracketed.length() - 1).split(",", -1))
                .map(String::strip);
    }

    private static Value.Range range(String part, String item) {
        Matcher bounds = RANGE.matcher(item);
        if (!bounds.matches()) {
            throw new IllegalArgumentException(
                    "The attribute '" + part + "' has the range '" + item + "', which is not of the form 1-2");
        }
        return Value.Range.newBuilder()
                .setBegin(Long.parseLong(bounds.group(1)))
                .setEnd(Long.parseLong(bounds.group(2)))
                .build();
    }
}
