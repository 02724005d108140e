package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a JSON or YAML text within limits. Unlike the library's own tree reader it goes on after a key given twice, so that this too is
 * told together with all else.
 */
final class JsonTree {

    private static final String TOO_LONG = "is too long: at most " + ApplicationJson.MAX_SIZE + " bytes are read";

    static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER = 100;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER)
            .maxStringLength(ApplicationJson.MAX_SIZE)
            .maxNameLength(ApplicationJson.MAX_SIZE)
            .build();

    /** How a document is written. */
    enum Format {
        JSON,
        YAML;

        /** By the ending of the document's name. */
        static Format of(String source) {
            String name = source.toLowerCase(Locale.ROOT);
            return name.endsWith(".yaml") || name.endsWith(".yml") ? YAML : JSON;
        }

        private TokenStreamFactory factory() {
            return this == JSON ? JSON_FACTORY : YAML_FACTORY;
        }
    }

    private static final JsonFactory JSON_FACTORY =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    private static final YAMLFactory YAML_FACTORY =
            YAMLFactory.builder().streamReadConstraints(LIMITS).build();

    private static final String EMPTY = "is empty: expected an application, or an array of applications";

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final JsonParser parser;
    private final Problems problems;

    private JsonTree(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The text of UTF-8 bytes, with or without a byte order mark; null, with a problem, for other bytes. */
    static @Nullable String decode(byte[] utf8, Problems problems) {
        if (utf8.length > ApplicationJson.MAX_SIZE) {
            problems.add("", TOO_LONG);
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add("", "is not UTF-8 text");
            return null;
        }
    }

    /** The document, or null with a problem that says line and column. */
    static @Nullable JsonNode read(String text, Format format, Problems problems) {
        if (text.length() > ApplicationJson.MAX_SIZE) {
            problems.add("", TOO_LONG);
            return null;
        }
        String json = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (json.isBlank()) {
            problems.add("", EMPTY);
            return null;
        }
        try (JsonParser parser = format.factory().createParser(ObjectReadContext.empty(), json)) {
            return new JsonTree(parser, problems).document();
        } catch (JacksonException e) {
            problems.add("", at(e.getLocation()) + what(e, format));
            return null;
        }
    }

    private @Nullable JsonNode document() {
        if (parser.nextToken() == null) {
            problems.add("", EMPTY);
            return null;
        }
        JsonNode root = value("");
        if (parser.nextToken() != null) {
            problems.add(
                    "",
                    at(parser.currentTokenLocation())
                            + "more follows after the end: several applications belong into one array, [ ... , ... ]");
            return null;
        }
        return root;
    }

    private JsonNode value(String path) {
        JsonToken token = parser.currentToken();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            problems.add(path, "is an alias: write the value out, as anchors and aliases are not read");
            return nodes.stringNode("");
        }
        if (token == JsonToken.START_OBJECT) {
            return object(path);
        }
        if (token == JsonToken.START_ARRAY) {
            return array(path);
        }
        if (token == JsonToken.VALUE_STRING) {
            return nodes.stringNode(parser.getString());
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return nodes.booleanNode(token == JsonToken.VALUE_TRUE);
        }
        return token == JsonToken.VALUE_NULL ? nodes.nullNode() : number(path);
    }

    private JsonNode number(String path) {
        try {
            return nodes.numberNode(parser.getDecimalValue());
        } catch (NumberFormatException e) {
            // An exponent that does not even fit a decimal; a stand-in lets reading go on.
            problems.add(path, "is a number beyond every limit");
            return nodes.numberNode(BigDecimal.ONE);
        }
    }

    private ObjectNode object(String path) {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            String field = Paths.field(path, name);
            TokenStreamLocation location = parser.currentTokenLocation();
            parser.nextToken();
            JsonNode value = value(field);
            if (object.has(name)) {
                problems.add(field, "is given twice, the second time at " + place(location));
            } else {
                object.set(name, value);
            }
        }
        return object;
    }

    private ArrayNode array(String path) {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(Paths.index(path, array.size())));
        }
        return array;
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1 ? "" : place(location) + ": ";
    }

    private static String place(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** The parser's own words without its notes on sources and places, which the problem has already. */
    private static String what(JacksonException e, Format format) {
        if (e instanceof StreamConstraintsException) {
            return String.valueOf(e.getOriginalMessage()).contains("nesting depth")
                    ? "goes too deep: at most " + MAX_DEPTH + " levels of objects and arrays are read"
                    : "is too long: of a number at most " + MAX_NUMBER + " characters are read";
        }
        return "is not " + format + ": "
                + e.getOriginalMessage()
                        .replaceAll("\\[Source: [^;\\]]*; ([^\\]]*)\\]", "$1")
                        .replaceAll(
                                "\\(?(enable|maybe a \\(non-standard\\) comment\\?|StreamReadConstraints|`StreamReadConstraints).*$",
                                "")
                        .replaceAll("\\(start marker at byte offset: #UNKNOWN\\)", "")
                        .replaceAll("\\s+", " ")
                        .strip();
    }
}
