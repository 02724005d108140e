package io.mesosframework.conformance.golden;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The two encodings, as much of them as the recorder needs. */
public enum Dialect {
    JSON("application/json") {
        @Override
        byte[] encode(Message message) {
            return text(message).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        void decode(byte[] bytes, Message.Builder into) {
            try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
                parser.nextToken();
                readObject(parser, into);
            }
        }
    },
    PROTOBUF("application/x-protobuf") {
        @Override
        byte[] encode(Message message) {
            return message.toByteArray();
        }

        @Override
        void decode(byte[] bytes, Message.Builder into) throws InvalidProtocolBufferException {
            into.mergeFrom(bytes);
        }
    };

    private final String mediaType;

    Dialect(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract byte[] encode(Message message);

    abstract void decode(byte[] bytes, Message.Builder into) throws InvalidProtocolBufferException;

    private static String text(Message message) {
        return message.getAllFields().entrySet().stream()
                .map(field -> quoted(field.getKey().getName()) + ":" + text(field))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(Map.Entry<FieldDescriptor, Object> field) {
        if (field.getValue() instanceof List<?> values) {
            return values.stream().map(Dialect::valueText).collect(Collectors.joining(",", "[", "]"));
        }
        return valueText(field.getValue());
    }

    private static String valueText(Object value) {
        if (value instanceof Message message) {
            return text(message);
        }
        if (value instanceof ByteString bytes) {
            return quoted(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
        if (value instanceof EnumValueDescriptor constant) {
            return quoted(constant.getName());
        }
        return value instanceof String text ? quoted(text) : value.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void readObject(JsonParser parser, Message.Builder into) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            FieldDescriptor field = into.getDescriptorForType().findFieldByName(parser.currentName());
            boolean array = parser.nextToken() == JsonToken.START_ARRAY;
            if (field == null) {
                parser.skipChildren();
            } else if (array) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object value = value(parser, field, into);
                    if (value != null) {
                        into.addRepeatedField(field, value);
                    }
                }
            } else {
                Object value = value(parser, field, into);
                if (value != null) {
                    into.setField(field, value);
                }
            }
        }
    }

    private static @Nullable Object value(JsonParser parser, FieldDescriptor field, Message.Builder parent) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                Message.Builder child = parent.newBuilderForField(field);
                readObject(parser, child);
                yield child.buildPartial();
            }
            case ENUM -> field.getEnumType().findValueByName(parser.getString());
            case STRING -> parser.getString();
            case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(parser.getString()));
            case BOOLEAN -> parser.getBooleanValue();
            case INT -> (int) parser.getLongValue();
            case LONG -> parser.getLongValue();
            case FLOAT -> (float) parser.getDoubleValue();
            case DOUBLE -> parser.getDoubleValue();
        };
    }
}
