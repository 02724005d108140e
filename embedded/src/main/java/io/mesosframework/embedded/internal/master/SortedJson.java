package io.mesosframework.embedded.internal.master;

import com.google.protobuf.Message;
import io.mesosframework.embedded.internal.core.TaskJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Messages as JSON in one line with sorted names, as they stand in some of Mesos' texts. */
final class SortedJson {

    private SortedJson() {}

    static String text(List<? extends Message> messages) {
        return messages.stream()
                .map(message -> text(TaskJson.tree(message)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(SortedJson::text).collect(Collectors.joining(",", "[", "]"));
        }
        if (!node.isObject()) {
            return node.toString();
        }
        Map<String, String> sorted = new TreeMap<>();
        node.properties().forEach(field -> sorted.put(field.getKey(), text(field.getValue())));
        return sorted.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
