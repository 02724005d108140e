package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MesosUuidTest {

    @Test
    void theMostSignificantByteComesFirst() {
        ByteString bytes = MesosUuid.toBytes(UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0eff"));

        assertThat(bytes.toByteArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff);
    }

    @Test
    void bytesReadBackAsTheSameUuid() {
        UUID uuid = new UUID(0x8000000000000001L, 0xffffffffffffffffL);

        assertThat(MesosUuid.fromBytes(MesosUuid.toBytes(uuid))).isEqualTo(uuid);
    }

    @Test
    void anotherNumberOfBytesIsRefused() {
        assertThatThrownBy(() -> MesosUuid.fromBytes(ByteString.EMPTY))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("here are 0");
        assertThatThrownBy(() -> MesosUuid.fromBytes(ByteString.copyFrom(new byte[17])))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("here are 17");
    }
}
