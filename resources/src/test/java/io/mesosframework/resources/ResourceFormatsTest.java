package io.mesosframework.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Value;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The older format is made of deprecated fields.
class ResourceFormatsTest {

    private static final Resource PLAIN = Resource.newBuilder()
            .setName("cpus")
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(1))
            .build();
    private static final ReservationInfo DYNAMIC = ReservationInfo.newBuilder()
            .setType(ReservationInfo.Type.DYNAMIC)
            .setRole("eng")
            .setPrincipal("p")
            .build();
    private static final ReservationInfo STATIC = ReservationInfo.newBuilder()
            .setType(ReservationInfo.Type.STATIC)
            .setRole("eng")
            .build();

    @Test
    void unreserved() {
        Resource older = PLAIN.toBuilder().setRole("*").build();

        assertThat(ResourceFormats.toStack(older)).isEqualTo(PLAIN);
        assertThat(ResourceFormats.toStack(PLAIN)).isEqualTo(PLAIN);
        assertThat(ResourceFormats.toSingle(PLAIN)).contains(older);
        assertThat(ResourceFormats.toSingle(older)).contains(older);
    }

    @Test
    void reservedStatically() {
        Resource older = PLAIN.toBuilder().setRole("eng").build();
        Resource newer = PLAIN.toBuilder().addReservations(STATIC).build();

        assertThat(ResourceFormats.toStack(older)).isEqualTo(newer);
        assertThat(ResourceFormats.toSingle(newer)).contains(older);
    }

    @Test
    void reservedDynamically() {
        Resource older = PLAIN.toBuilder()
                .setRole("eng")
                .setReservation(ReservationInfo.newBuilder().setPrincipal("p"))
                .build();
        Resource newer = PLAIN.toBuilder().addReservations(DYNAMIC).build();

        assertThat(ResourceFormats.toStack(older)).isEqualTo(newer);
        assertThat(ResourceFormats.toSingle(newer)).contains(older);
    }

    @Test
    void inBothFormatsAtOnce() {
        Resource both = PLAIN.toBuilder()
                .setRole("eng")
                .setReservation(ReservationInfo.newBuilder().setPrincipal("p"))
                .addReservations(DYNAMIC)
                .build();

        assertThat(ResourceFormats.toStack(both))
                .isEqualTo(PLAIN.toBuilder().addReservations(DYNAMIC).build());
    }

    @Test
    void aStackHasNoOlderFormat() {
        Resource stack = PLAIN.toBuilder()
                .addReservations(STATIC)
                .addReservations(DYNAMIC.toBuilder().setRole("eng/web"))
                .build();

        assertThat(ResourceFormats.toSingle(stack)).isEmpty();
        assertThat(ResourceFormats.toStack(stack)).isEqualTo(stack);
    }
}
