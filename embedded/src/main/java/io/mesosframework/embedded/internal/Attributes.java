package io.mesosframework.embedded.internal;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.ValueText;
import io.mesosframework.utils.MalformedValueException;
import java.util.Arrays;
import java.util.List;

/** Agents' attributes as text: `name:value;…`, each typed by its shape; sets are not known (PROTOCOL D40). */
public final class Attributes {

    private Attributes() {}

    /**
     * @throws MalformedValueException for a part that is none, in Mesos' words
     */
    public static List<Attribute> parse(String text) {
        return Arrays.stream(text.split("[;\n]"))
                .filter(part -> !part.isEmpty())
                .map(Attributes::one)
                .toList();
    }

    private static Attribute one(String part) {
        int colon = part.indexOf(':');
        if (colon < 1 || colon == part.length() - 1) {
            throw new MalformedValueException("Invalid attribute key:value pair '" + part + "'");
        }
        String name = part.substring(0, colon);
        String text = part.substring(colon + 1);
        Value value;
        try {
            value = ValueText.parse(text);
        } catch (MalformedValueException e) {
            throw new MalformedValueException(
                    "Failed to parse attribute " + name + " text " + text + " error " + e.getMessage());
        }
        Attribute.Builder attribute = Attribute.newBuilder().setName(name).setType(value.getType());
        switch (value.getType()) {
            case SCALAR -> attribute.setScalar(value.getScalar());
            case RANGES -> attribute.setRanges(value.getRanges());
            case TEXT -> attribute.setText(value.getText());
            case SET ->
                throw new MalformedValueException("Bad type for attribute " + name + " text " + text + " type "
                        + value.getType().getNumber());
        }
        return attribute.build();
    }
}
