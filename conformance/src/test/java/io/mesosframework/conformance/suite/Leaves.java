package io.mesosframework.conformance.suite;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a message that hold a value, by path; and the message with one of them changed. */
final class Leaves {
    private Leaves() {}

    static Set<String> of(Message message) {
        Set<String> paths = new TreeSet<>();
        collect("", message, paths);
        return paths;
    }

    private static void collect(String prefix, Message message, Set<String> paths) {
        message.getAllFields().forEach((field, value) -> {
            String path = prefix + field.getName();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> all = field.isRepeated() ? (List<?>) value : List.of(value);
                all.forEach(each -> collect(path + ".", (Message) each, paths));
            } else {
                paths.add(path);
            }
        });
    }

    /** Whether a message cannot be without that field. */
    static boolean isRequired(Message message, String path) {
        var type = message.getDescriptorForType();
        FieldDescriptor field = null;
        for (String name : path.split("\\.")) {
            field = type.findFieldByName(name);
            type = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : type;
        }
        return field != null && field.isRequired();
    }

    /** With that field missing everywhere in it. */
    @SuppressWarnings("unchecked")
    static <M extends Message> M without(M message, String path) {
        return (M) change(message, path, true);
    }

    /** With another value in that field, everywhere in it. */
    @SuppressWarnings("unchecked")
    static <M extends Message> M altered(M message, String path) {
        return (M) change(message, path, false);
    }

    private static Message change(Message message, String path, boolean clear) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        Message.Builder builder = message.toBuilder();
        if (field == null
                || (field.isRepeated() ? message.getRepeatedFieldCount(field) == 0 : !message.hasField(field))) {
            return message;
        }
        if (dot < 0 && clear) {
            builder.clearField(field);
        } else if (field.isRepeated()) {
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                builder.setRepeatedField(field, i, inner(field, message.getRepeatedField(field, i), path, dot, clear));
            }
        } else {
            builder.setField(field, inner(field, message.getField(field), path, dot, clear));
        }
        return builder.buildPartial();
    }

    private static Object inner(FieldDescriptor field, Object value, String path, int dot, boolean clear) {
        return dot < 0 ? other(field, value) : change((Message) value, path.substring(dot + 1), clear);
    }

    private static Object other(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> (Integer) value + 1;
            case LONG -> (Long) value + 1;
            case FLOAT -> (Float) value + 1;
            case DOUBLE -> (Double) value + 1;
            case BOOLEAN -> !((Boolean) value);
            case STRING -> value + "x";
            case BYTE_STRING -> ((ByteString) value).concat(ByteString.copyFromUtf8("x"));
            case ENUM -> next((EnumValueDescriptor) value);
            case MESSAGE -> value;
        };
    }

    private static EnumValueDescriptor next(EnumValueDescriptor value) {
        List<EnumValueDescriptor> all = value.getType().getValues();
        return all.get((all.indexOf(value) + 1) % all.size());
    }
}
