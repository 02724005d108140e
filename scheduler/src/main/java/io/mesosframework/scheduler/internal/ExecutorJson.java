package io.mesosframework.scheduler.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** How the executor that a task runs in is kept in its slot's record: with its resources in Mesos' own JSON. */
final class ExecutorJson {

    private ExecutorJson() {}

    static void write(JsonGenerator json, SlotExecutor executor) {
        json.writeObjectPropertyStart("executor").writeStringProperty("id", executor.id());
        json.writeArrayPropertyStart("resources");
        for (Resource resource : executor.resources()) {
            json.writeRawValue(new String(Codec.JSON.encode(resource), StandardCharsets.UTF_8));
        }
        json.writeEndArray().writeEndObject();
    }

    static @Nullable SlotExecutor read(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        List<Resource> resources = new ArrayList<>();
        node.required("resources")
                .forEach(resource -> resources.add(Codec.JSON.decode(
                        resource.toString().getBytes(StandardCharsets.UTF_8), Resource.getDefaultInstance())));
        return new SlotExecutor(node.required("id").asString(), resources);
    }
}
