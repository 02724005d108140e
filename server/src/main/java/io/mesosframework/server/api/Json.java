package io.mesosframework.server.api;

import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as it is read, strictly, and written. */
final class Json {

    private static final int MAX_DEPTH = 32;

    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return PLAIN.createObjectNode();
    }

    static ArrayNode array() {
        return PLAIN.createArrayNode();
    }

    /** On one line. */
    static String text(JsonNode json) {
        return PLAIN.writeValueAsString(json);
    }

    /** {@code {"instance":…,"address":…}}; null where nobody leads. */
    static JsonNode of(Optional<ApiLeader> leader) {
        return leader.<JsonNode>map(
                        who -> object().put("instance", who.instance()).put("address", who.address()))
                .orElse(NullNode.getInstance());
    }

    static ServerResponse answer(int status, JsonNode json) {
        return ServerResponse.json(status, text(json));
    }

    /** What the project itself has written. */
    static JsonNode ours(String json) {
        return PLAIN.readTree(json);
    }

    /** @throws RefusedException with 400 if the bytes are no JSON in UTF-8, go too deep, or have a key twice */
    static JsonNode read(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return STRICT.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new RefusedException(400, "The body is not UTF-8");
        } catch (StreamConstraintsException e) {
            throw new RefusedException(
                    400, "The body has more than " + MAX_DEPTH + " levels, or a number of more than 100 characters");
        } catch (JacksonException e) {
            throw new RefusedException(400, "The body is not JSON: " + words(e));
        }
    }

    private static String words(JacksonException e) {
        String words = String.valueOf(e.getOriginalMessage())
                .replaceAll("\\(?\\[Source: [^\\]]*\\]\\)?", "")
                .strip();
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? words
                : words + ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    /** @throws RefusedException with 400 if the body is no object of these fields; an empty one has none */
    static JsonNode fields(byte[] body, Set<String> names) {
        if (body.length == 0) {
            return object();
        }
        JsonNode root = read(body);
        if (!root.isObject()) {
            throw new RefusedException(400, "The body must be a JSON object");
        }
        List<Fault> unknown = root.propertyNames().stream()
                .filter(name -> !names.contains(name))
                .map(name -> new Fault(
                        name,
                        names.isEmpty()
                                ? "is not known: there are no fields here"
                                : "is not known: there are " + names))
                .toList();
        if (!unknown.isEmpty()) {
            throw new RefusedException(400, unknown);
        }
        return root;
    }
}
