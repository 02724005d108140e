package io.mesosframework.client.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskInfo;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Random messages of every type, there and back; each failure names its seed. */
class CodecPropertyTest {

    static Stream<Message> messagesOfTheWire() {
        return Stream.of(
                io.mesosframework.protocol.scheduler.Call.getDefaultInstance(),
                io.mesosframework.protocol.scheduler.Event.getDefaultInstance(),
                io.mesosframework.protocol.scheduler.Response.getDefaultInstance(),
                io.mesosframework.protocol.executor.Call.getDefaultInstance(),
                io.mesosframework.protocol.executor.Event.getDefaultInstance(),
                io.mesosframework.protocol.master.Call.getDefaultInstance(),
                io.mesosframework.protocol.master.Event.getDefaultInstance(),
                io.mesosframework.protocol.master.Response.getDefaultInstance(),
                io.mesosframework.protocol.agent.Call.getDefaultInstance(),
                io.mesosframework.protocol.agent.Response.getDefaultInstance(),
                io.mesosframework.protocol.agent.ProcessIO.getDefaultInstance(),
                io.mesosframework.protocol.resource_provider.Call.getDefaultInstance(),
                io.mesosframework.protocol.resource_provider.Event.getDefaultInstance(),
                FrameworkInfo.getDefaultInstance(),
                TaskInfo.getDefaultInstance());
    }

    @ParameterizedTest
    @MethodSource("messagesOfTheWire")
    void aMessageComesBackFromProtobufAsItWas(Message prototype) {
        for (long seed = 0; seed < 15; seed++) {
            Message message = new RandomMessages(seed).next(prototype);

            Message back = Codec.PROTOBUF.decode(Codec.PROTOBUF.encode(message), prototype);

            assertThat(back).as("seed %d", seed).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("messagesOfTheWire")
    void aMessageComesBackFromJsonWithItsDefaultsWrittenOut(Message prototype) {
        for (long seed = 0; seed < 15; seed++) {
            Message message = new RandomMessages(seed).next(prototype);

            Message back = Codec.JSON.decode(Codec.JSON.encode(message), prototype);

            assertThat(back).as("seed %d", seed).isEqualTo(withDefaults(message));
        }
    }

    @Test
    void everyMessageThatMesosHasPassesThroughJson() {
        for (Descriptor type : JsonTables.ofMesos().messages()) {
            if (!type.getOptions().getMapEntry()) {
                DynamicMessage prototype = DynamicMessage.getDefaultInstance(type);
                Message message = new RandomMessages(type.getFullName().hashCode()).next(prototype);

                Message back = Codec.JSON.decode(Codec.JSON.encode(message), prototype);

                assertThat(back).as(type.getFullName()).isEqualTo(withDefaults(message));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void damagedBytesGiveAMessageOrATypedError(Codec codec) {
        SplittableRandom random = new SplittableRandom(7);
        List<Message> prototypes = messagesOfTheWire().toList();
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            Message prototype = prototypes.get(round % prototypes.size());
            byte[] bytes = codec.encode(new RandomMessages(round).next(prototype));
            try {
                codec.decode(damage(bytes, random), prototype);
            } catch (CodecException e) {
                assertThat(e.reason()).startsWith("Failed to ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static byte[] damage(byte[] bytes, SplittableRandom random) {
        byte[] damaged =
                random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte)
                    (random.nextBoolean() ? random.nextInt(256) : "{}[]\":,01e-\\tn ".charAt(random.nextInt(15)));
        }
        return damaged;
    }

    /** What Mesos' JSON says that the message does not: defaults that are named in the .proto files. */
    private static Message withDefaults(Message message) {
        Message.Builder builder = message.toBuilder();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                continue; // Mesos has no map of messages with defaults
            }
            boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (nested && field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    builder.setRepeatedField(field, i, withDefaults((Message) message.getRepeatedField(field, i)));
                }
            } else if (nested && message.hasField(field)) {
                builder.setField(field, withDefaults((Message) message.getField(field)));
            } else if (!nested
                    && field.hasDefaultValue()
                    && !message.hasField(field)
                    && !field.getOptions().getDeprecated()) {
                builder.setField(field, field.getDefaultValue());
            }
        }
        return builder.build();
    }
}
