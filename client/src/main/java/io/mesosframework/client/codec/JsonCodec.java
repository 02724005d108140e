package io.mesosframework.client.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.JsonReader.UnfitException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.ByteArrayBuilder;

/** {@link Codec#JSON}. */
final class JsonCodec {

    /** Objects and arrays within each other, at most, as in Mesos; its messages need some 20. */
    static final int MAX_DEPTH = 200;

    static final JsonCodec OF_MESOS = new JsonCodec(JsonTables.ofMesos());

    private final JsonTables tables;
    private final JsonFactory factory;

    private JsonCodec(JsonTables tables) {
        this.tables = tables;
        // Only the depth is limited here: the size of a text is limited by who reads it from the network.
        this.factory = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build();
    }

    byte[] encode(Message message) {
        Required.check(message, "encode as JSON");
        ByteArrayBuilder bytes = new ByteArrayBuilder(500);
        try (var generator = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new JsonWriter(tables, generator).message(message);
        } catch (JacksonException e) {
            String text = "Cannot encode a " + message.getDescriptorForType().getName() + " as JSON: "
                    + (e instanceof StreamConstraintsException
                            ? "it is nested more than " + MAX_DEPTH + " deep"
                            : e.getOriginalMessage());
            throw new CodecException(text, text, e);
        }
        return bytes.toByteArray();
    }

    <M extends Message> M decode(byte[] bytes, int offset, int length, M prototype) {
        Message.Builder builder = prototype.newBuilderForType();
        read(bytes, offset, length, builder);
        if (!builder.isInitialized()) {
            throw unfit(builder, Required.missing(builder));
        }
        @SuppressWarnings("unchecked") // a message's builder makes messages of its class
        M message = (M) builder.build();
        return message;
    }

    private void read(byte[] bytes, int offset, int length, Message.Builder builder) {
        if (JsonSyntax.hasByteOrderMark(bytes, offset, length)) { // which the parser would not mind, but Mesos does
            throw malformed(JsonSyntax.words(0, 1, bytes, offset, length), null);
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            read(bytes, offset, length, parser, builder);
        }
    }

    private void read(byte[] bytes, int offset, int length, JsonParser parser, Message.Builder builder) {
        try {
            String unfit = readObject(parser, builder);
            // Mesos parses the whole text before it looks at it: a syntax error further on comes first.
            finish(parser);
            int end = (int) parser.currentLocation().getByteOffset();
            String trailing = new String(bytes, offset + end, length - end, UTF_8);
            if (!trailing.isBlank()) {
                throw malformed("Parsed JSON included non-whitespace trailing characters: " + trailing, null);
            }
            if (unfit != null) {
                throw unfit(builder, unfit);
            }
        } catch (StreamConstraintsException e) { // nested too deep: Mesos does not see the bracket that is too many
            TokenStreamLocation at = parser.currentLocation();
            throw malformed(JsonSyntax.words(at.getByteOffset(), at.getLineNr(), bytes, offset, length), e);
        } catch (JacksonException e) {
            throw malformed(JsonSyntax.words(e, bytes, offset, length), e);
        }
    }

    /** Reads the message; or what does not fit it, in Mesos' words. */
    private @Nullable String readObject(JsonParser parser, Message.Builder builder) {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw malformed("syntax error at line 1 near: ", null);
            }
            if (first != JsonToken.START_OBJECT) {
                parser.finishToken();
                return "Expecting a JSON object";
            }
            new JsonReader(tables, parser).message(builder);
            return null;
        } catch (UnfitException e) {
            return e.words();
        }
    }

    private static void finish(JsonParser parser) {
        JsonToken token = parser.currentToken();
        while (token != null) { // only the syntax of the rest is of interest
            if (token.isNumeric()) {
                JsonNumbers.requireRange(parser);
            }
            token = parser.streamReadContext().inRoot() ? null : parser.nextToken();
        }
    }

    static CodecException malformed(String words, @Nullable Throwable cause) {
        String text = "Failed to parse body into JSON: " + words;
        return new CodecException(text, text, cause);
    }

    private static CodecException unfit(Message.Builder builder, String words) {
        String text =
                "Failed to convert JSON into " + builder.getDescriptorForType().getName() + " protobuf: " + words;
        return new CodecException(text, text, null);
    }
}
