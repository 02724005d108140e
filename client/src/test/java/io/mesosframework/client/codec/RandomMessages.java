package io.mesosframework.client.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.SplittableRandom;

/** Valid messages of any type, made at random from their descriptors; the same seed makes the same messages. */
public final class RandomMessages {

    private static final int MAX_DEPTH = 6;

    private static final String ALPHABET = "abcXYZ019 ._-/:\"\\\n\t\u0000\u007fäß€漢😀";

    private static final long[] EDGES = {0, 1, -1, 127, 128, 1L << 31, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE};

    private static final double[] EDGES_OF_DOUBLE = {
        0.0, -0.0, 0.1, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private final SplittableRandom random;

    public RandomMessages(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public <M extends Message> M next(M prototype) {
        @SuppressWarnings("unchecked") // a message's builder makes messages of its class
        M message = (M) fill(prototype.newBuilderForType(), 0);
        return message;
    }

    private Message fill(Message.Builder builder, int depth) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                map(builder, field, depth);
            } else if (field.isRepeated()) {
                for (int count = chosen(depth) ? random.nextInt(4) : 0; count > 0; count--) {
                    builder.addRepeatedField(field, value(builder, field, depth));
                }
            } else if (field.isRequired() || chosen(depth)) {
                builder.setField(field, value(builder, field, depth));
            }
        }
        return builder.build();
    }

    private void map(Message.Builder builder, FieldDescriptor field, int depth) {
        for (int count = chosen(depth) ? random.nextInt(3) : 0; count > 0; count--) {
            Message.Builder entry = builder.newBuilderForField(field);
            FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
            FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
            entry.setField(key, "key" + count + text()); // Mesos has maps from text only
            entry.setField(value, value(entry, value, depth));
            builder.addRepeatedField(field, entry.build());
        }
    }

    private boolean chosen(int depth) {
        return depth < MAX_DEPTH && random.nextInt(2 + 2 * depth) == 0;
    }

    private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) random.nextInt();
            case DOUBLE -> floating();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_STRING -> bytes();
            case ENUM -> one(field.getEnumType().getValues());
            case MESSAGE -> fill(builder.newBuilderForField(field), depth + 1);
        };
    }

    private long number() {
        return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
    }

    private double floating() {
        return random.nextBoolean()
                ? EDGES_OF_DOUBLE[random.nextInt(EDGES_OF_DOUBLE.length)]
                : random.nextDouble() * 1000;
    }

    private String text() {
        int[] characters = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
