package io.mesosframework.client.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mesosframework.client.codec.JsonTables.Field;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes one message by the rules of Mesos' dialect (PROTOCOL A49). */
final class JsonWriter {

    private final JsonTables tables;
    private final JsonGenerator generator;

    JsonWriter(JsonTables tables, JsonGenerator generator) {
        this.tables = tables;
        this.generator = generator;
    }

    void message(Message message) {
        generator.writeStartObject();
        for (Field field : tables.of(message.getDescriptorForType()).fields().values()) {
            if (field.repeated()) {
                repeated(message, field);
            } else if (field.writtenUnset() || message.hasField(field.descriptor())) {
                generator.writeName(field.name());
                value(field.descriptor(), message.getField(field.descriptor()));
            }
        }
        generator.writeEndObject();
    }

    private void repeated(Message message, Field field) {
        if (message.getRepeatedFieldCount(field.descriptor()) == 0 && !field.writtenUnset()) {
            return;
        }
        generator.writeName(field.name());
        List<?> values = (List<?>) message.getField(field.descriptor());
        if (field.map()) {
            generator.writeStartObject();
            values.forEach(entry -> entry((Message) entry));
            generator.writeEndObject();
        } else {
            generator.writeStartArray();
            values.forEach(value -> value(field.descriptor(), value));
            generator.writeEndArray();
        }
    }

    private void entry(Message entry) {
        FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
        FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
        generator.writeName(entry.getField(key).toString());
        value(value, entry.getField(value));
    }

    private void value(FieldDescriptor field, Object value) {
        switch (field.getType()) {
            case MESSAGE, GROUP -> message((Message) value);
            case STRING -> generator.writeString((String) value);
            case BYTES -> generator.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case ENUM -> generator.writeString(((EnumValueDescriptor) value).getName());
            case BOOL -> generator.writeBoolean((Boolean) value);
            case DOUBLE -> floating((Double) value, value);
            case FLOAT -> floating((Float) value, value);
            case INT32, SINT32, SFIXED32 -> generator.writeNumber((Integer) value);
            case UINT32, FIXED32 -> generator.writeNumber(Integer.toUnsignedLong((Integer) value));
            case INT64, SINT64, SFIXED64 -> generator.writeNumber((Long) value);
            case UINT64, FIXED64 -> generator.writeNumber(Long.toUnsignedString((Long) value));
        }
    }

    private void floating(double value, Object exact) {
        String name = JsonNumbers.name(value);
        if (name != null) {
            generator.writeString(name);
        } else {
            generator.writeNumber(JsonNumbers.text(value, exact.toString()));
        }
    }
}
