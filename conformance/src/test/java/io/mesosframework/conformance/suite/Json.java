package io.mesosframework.conformance.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON trees: the kit's own way to read and write, apart from the codecs it judges. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .build();

    private Json() {}

    /** Reads JSON; names may stand without quotes and texts in single ones: {@code {task_id: {value: 't1'}}}. */
    public static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** An object, as {@link #read}, each {@code %s} replaced by the next value. */
    public static ObjectNode object(String text, Object... values) {
        StringBuilder filled = new StringBuilder(text);
        int at = 0;
        for (Object value : values) {
            at = filled.indexOf("%s", at);
            if (at < 0) {
                throw new IllegalArgumentException("More values than places for them: " + text);
            }
            String written = value.toString();
            filled.replace(at, at + 2, written);
            at += written.length();
        }
        return (ObjectNode) read(filled.toString());
    }

    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /** The first text of that name anywhere in the tree, or the empty text. */
    public static String find(JsonNode node, String name) {
        JsonNode found = node.findValue(name);
        return found == null ? "" : found.asString();
    }

    /** One line a leaf: {@code update.status.state: "TASK_RUNNING"}. */
    static List<Leaf> leaves(JsonNode node) {
        List<Leaf> leaves = new ArrayList<>();
        collect("", "", node, leaves);
        return leaves;
    }

    /** @param name of the nearest field above */
    record Leaf(String path, String name, JsonNode value) {}

    private static void collect(String path, String name, JsonNode node, List<Leaf> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                            field.getKey(),
                            field.getValue(),
                            leaves));
        } else if (node.isArray() && !node.isEmpty()) {
            IntStream.range(0, node.size()).forEach(i -> collect(path + "[" + i + "]", name, node.get(i), leaves));
        } else {
            leaves.add(new Leaf(path, name, node));
        }
    }

    /** The tree with the elements of every array of one of these names in the order of their texts as {@code key} shows them. */
    static JsonNode sorted(JsonNode node, List<String> names, UnaryOperator<String> key) {
        JsonNode copy = node.deepCopy();
        sort(copy, names, key);
        return copy;
    }

    private static void sort(JsonNode node, List<String> names, UnaryOperator<String> key) {
        node.forEach(child -> sort(child, names, key));
        if (node instanceof ObjectNode object) {
            for (String name : names) {
                if (object.get(name) != null && object.get(name).isArray()) {
                    List<JsonNode> elements = new ArrayList<>();
                    object.get(name).forEach(elements::add);
                    elements.sort((a, b) -> key.apply(write(a)).compareTo(key.apply(write(b))));
                    object.putArray(name).addAll(elements);
                }
            }
        }
    }
}
