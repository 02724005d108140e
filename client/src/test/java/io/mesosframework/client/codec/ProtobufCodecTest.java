package io.mesosframework.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.UnknownFieldSet;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import org.junit.jupiter.api.Test;

class ProtobufCodecTest {

    private static final FrameworkID ID =
            FrameworkID.newBuilder().setValue("framework-1").build();

    @Test
    void aMessageMayLieAnywhereInAnArray() {
        byte[] bytes = Codec.PROTOBUF.encode(ID);
        byte[] array = new byte[bytes.length + 10];
        System.arraycopy(bytes, 0, array, 4, bytes.length);

        assertThat(Codec.PROTOBUF.decode(array, 4, bytes.length, FrameworkID.getDefaultInstance()))
                .isEqualTo(ID);
    }

    @Test
    void unknownFieldsAndEnumValuesAreKept() {
        byte[] fromTheFuture = UnknownFieldSet.newBuilder()
                .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(999).build())
                .addField(1000, UnknownFieldSet.Field.newBuilder().addFixed32(5).build())
                .build()
                .toByteArray();

        Event event = Codec.PROTOBUF.decode(fromTheFuture, Event.getDefaultInstance());

        assertThat(event.hasType()).isFalse();
        assertThat(event.getUnknownFields().asMap()).containsOnlyKeys(1, 1000);
        assertThat(Codec.PROTOBUF.encode(event)).isEqualTo(fromTheFuture);
    }

    @Test
    void missingRequiredFieldsAreNamedByPath() {
        byte[] bytes = Call.newBuilder()
                .setSubscribe(Call.Subscribe.newBuilder()
                        .setFrameworkInfo(
                                FrameworkInfo.newBuilder().setName("n").buildPartial())
                        .buildPartial())
                .setKill(Call.Kill.newBuilder().buildPartial())
                .buildPartial()
                .toByteArray();

        CodecException refused = catchThrowableOfType(
                CodecException.class, () -> Codec.PROTOBUF.decode(bytes, Call.getDefaultInstance()));

        assertThat(refused)
                .hasMessage("Failed to parse body into Call protobuf: Missing required fields:"
                        + " subscribe.framework_info.user, kill.task_id");
        assertThat(refused.reason()).isEqualTo("Failed to parse body into Call protobuf");
    }

    @Test
    void bytesThatAreNoMessageAreRefused() {
        for (byte[] bytes : new byte[][] {{'n', 'o', 'p', 'e'}, {10, 100, 1}, {12}, {(byte) 0xff}, {10, 1, 'a', 4}}) {
            assertThatThrownBy(() -> Codec.PROTOBUF.decode(bytes, TaskID.getDefaultInstance()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageStartingWith("Failed to parse body into TaskID protobuf: ")
                    .hasMessageContaining(bytes.length + " bytes were given");
        }
    }

    @Test
    void aPartialMessageIsNotSent() {
        for (Codec codec : Codec.values()) {
            assertThatThrownBy(() -> codec.encode(FrameworkID.newBuilder().buildPartial()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("FrameworkID: Missing required fields: value");
        }
    }

    @Test
    void aCodecIsFoundByItsExactMediaType() {
        assertThat(Codec.ofMediaType("application/x-protobuf")).contains(Codec.PROTOBUF);
        assertThat(Codec.ofMediaType("application/json")).contains(Codec.JSON);
        assertThat(Codec.ofMediaType("application/json; charset=utf-8")).isEmpty();
        assertThat(Codec.ofMediaType("Application/JSON")).isEmpty();
    }
}
