package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.storage.Bytes;
import java.time.DateTimeException;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is kept as JSON under a format number, and names what cannot be read. */
final class KeptRecord {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private KeptRecord() {}

    static <T> T read(String key, Bytes value, int supported, Function<JsonNode, T> content) {
        try {
            JsonNode node = MAPPER.readTree(value.toArray());
            int format = node.path("format").asInt(0);
            if (format != supported) {
                throw new MesosException("What is stored under " + key + " has format " + format
                        + "; this version reads format " + supported + " only");
            }
            return content.apply(node);
        } catch (JacksonException e) {
            throw new MesosException("What is stored under " + key + " is not readable: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException
                | DateTimeException
                | IndexOutOfBoundsException e) { // of a value or key that is none
            throw new MesosException("What is stored under " + key + " is not readable: " + e.getMessage(), e);
        }
    }

    /** The format that a record says it has; 0 where it says none. */
    static int format(Bytes value) {
        try {
            return MAPPER.readTree(value.toArray()).path("format").asInt(0);
        } catch (JacksonException e) {
            return 0;
        }
    }
}
