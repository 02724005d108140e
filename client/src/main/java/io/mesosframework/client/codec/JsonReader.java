package io.mesosframework.client.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesosframework.client.codec.JsonTables.Field;
import io.mesosframework.client.codec.JsonTables.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one text into one message by the rules of Mesos' dialect (PROTOCOL A43-A48). */
final class JsonReader {

    /** A value that does not fit its field; the words are Mesos' own. */
    static final class UnfitException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String words;

        UnfitException(String words) {
            super(words, null, false, false);
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final JsonTables tables;
    private final JsonParser parser;

    JsonReader(JsonTables tables, JsonParser parser) {
        this.tables = tables;
        this.parser = parser;
    }

    /** Reads an object, whose opening brace is the token in hand. */
    void message(Message.Builder builder) throws UnfitException {
        Table table = tables.of(builder.getDescriptorForType());
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Field field = table.fields().get(parser.currentName());
            parser.nextToken();
            if (field == null) {
                skip();
            } else {
                clear(builder, field); // of a name that comes twice, the last one counts
                value(builder, field);
            }
        }
    }

    /** Even what is skipped has to be JSON that Mesos reads. */
    private void skip() {
        int open = 0;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isNumeric()) {
                JsonNumbers.requireRange(parser);
            }
            open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (open == 0) {
                return;
            }
        }
    }

    private static void clear(Message.Builder builder, Field field) {
        if (field.repeated()
                ? builder.getRepeatedFieldCount(field.descriptor()) > 0
                : builder.hasField(field.descriptor())) {
            builder.clearField(field.descriptor());
        }
    }

    /** Reads a value into the field, or adds it to a repeated one, for which one value without an array will do. */
    private void value(Message.Builder builder, Field field) throws UnfitException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> {}
            case START_ARRAY -> array(builder, field);
            case START_OBJECT -> object(builder, field);
            default -> {
                Object scalar = scalar(field.descriptor());
                if (scalar != null) {
                    set(builder, field, scalar);
                }
            }
        }
    }

    private void array(Message.Builder builder, Field field) throws UnfitException {
        if (!field.repeated()) {
            throw notExpecting("array", field.descriptor());
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(builder, field);
        }
    }

    private void object(Message.Builder builder, Field field) throws UnfitException {
        if (field.descriptor().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            throw notExpecting("object", field.descriptor());
        }
        if (field.map()) {
            map(builder, field);
        } else {
            Message.Builder nested = builder.newBuilderForField(field.descriptor());
            message(nested);
            set(builder, field, nested.buildPartial());
        }
    }

    private void map(Message.Builder builder, Field field) throws UnfitException {
        Table entryTable = tables.of(field.descriptor().getMessageType());
        FieldDescriptor key = field.descriptor().getMessageType().findFieldByNumber(1);
        Field value = Objects.requireNonNull(entryTable.fields().get("value"));
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Message.Builder entry = builder.newBuilderForField(field.descriptor());
            Object keyValue = text(key, parser.currentName());
            if (keyValue != null) {
                entry.setField(key, keyValue);
            }
            parser.nextToken();
            value(entry, value);
            builder.addRepeatedField(field.descriptor(), entry.buildPartial());
        }
    }

    private static void set(Message.Builder builder, Field field, Object value) {
        if (field.repeated()) {
            builder.addRepeatedField(field.descriptor(), value);
        } else {
            builder.setField(field.descriptor(), value);
        }
    }

    private @Nullable Object scalar(FieldDescriptor field) throws UnfitException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> text(field, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                JsonNumbers.requireRange(parser);
                Object number = JsonNumbers.fit(field, parser.getString());
                if (number == null) {
                    throw notExpecting("number", field);
                }
                yield number;
            }
            default -> { // true or false: no other token is left
                if (field.getJavaType() != FieldDescriptor.JavaType.BOOLEAN) {
                    throw notExpecting("boolean", field);
                }
                yield parser.getBooleanValue();
            }
        };
    }

    /** A text as a value of the field; null for the name of an enum value that is not known (PROTOCOL A45). */
    private static @Nullable Object text(FieldDescriptor field, String text) throws UnfitException {
        return switch (field.getJavaType()) {
            case STRING -> text;
            case BYTE_STRING -> bytes(field, text);
            case ENUM -> enumValue(field, text);
            case BOOLEAN -> bool(field, text);
            case MESSAGE -> throw notExpecting("string", field);
            default -> JsonNumbers.parse(field, text);
        };
    }

    private static ByteString bytes(FieldDescriptor field, String text) throws UnfitException {
        try {
            return MesosBase64.decode(text);
        } catch (UnfitException e) {
            throw new UnfitException("Failed to base64 decode bytes field '" + field.getName() + "': " + e.words());
        }
    }

    private static @Nullable EnumValueDescriptor enumValue(FieldDescriptor field, String text) throws UnfitException {
        EnumValueDescriptor value = field.getEnumType().findValueByName(text);
        if (value == null && field.isRequired()) {
            throw new UnfitException("Failed to find enum for '" + text + "'");
        }
        return value;
    }

    private static Boolean bool(FieldDescriptor field, String text) throws UnfitException {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new UnfitException(
                "Failed to parse '" + text + "' as a JSON boolean for field '" + field.getName() + "'");
    }

    private static UnfitException notExpecting(String what, FieldDescriptor field) {
        return new UnfitException("Not expecting a JSON " + what + " for field '" + field.getName() + "'");
    }
}
