package io.mesosframework.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Resource.SharedInfo;
import io.mesosframework.protocol.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The older format is made of deprecated fields.
class ResourceValidationTest {

    @Test
    void whatMesosTakesIsValid() {
        assertValid(scalar("cpus", 1));
        assertValid(scalar("cpus", 0));
        assertValid(scalar("cpus", 1).setRole("*"));
        assertValid(scalar("cpus", 1).setRole("eng/web"));
        assertValid(scalar("cpus", 1)
                .setRole("eng")
                .setReservation(ReservationInfo.newBuilder().setPrincipal("p")));
        assertValid(stack(
                reservation(ReservationInfo.Type.STATIC, "a"),
                reservation(ReservationInfo.Type.DYNAMIC, "a/b"),
                reservation(ReservationInfo.Type.DYNAMIC, "a/b/c")));
        assertValid(ranges(1, 2, 3, 4));
        assertValid(disk(Source.Type.RAW));
        assertThat(ResourceValidation.error(List.of())).isEmpty();
    }

    @Test
    void namesAndValuesAreChecked() {
        assertInvalid(scalar("", 1), "no name");
        assertInvalid(scalar("cpus", -0.1), "0 or more");
        assertInvalid(scalar("cpus", Double.NaN), "0 or more");
        assertInvalid(scalar("cpus", 0.0004), "precision");
        assertInvalid(scalar("cpus", 1).setType(Value.Type.TEXT), "SCALAR, RANGES or SET");
        assertInvalid(scalar("cpus", 1).setType(Value.Type.SET), "of its type SET");
        assertInvalid(scalar("cpus", 1).setSet(Value.Set.getDefaultInstance()), "of its type SCALAR");
        assertInvalid(Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR), "of its type SCALAR");
        assertInvalid(ranges(2, 1), "ends before");
        assertInvalid(
                Resource.newBuilder()
                        .setName("zones")
                        .setType(Value.Type.SET)
                        .setSet(Value.Set.newBuilder().addItem("a").addItem("a")),
                "twice");
    }

    @Test
    void overlapsAreSeenOnlyWhereMesosLooks() {
        assertInvalid(ranges(1, 10, 5, 6), "overlap");
        assertValid(ranges(5, 6, 1, 10));
    }

    @Test
    void disksAreChecked() {
        assertInvalid(scalar("cpus", 1).setDisk(DiskInfo.getDefaultInstance()), "only 'disk'");
        assertInvalid(disk(Source.Type.UNKNOWN), "unknown");
        Resource.Builder block = disk(Source.Type.BLOCK);
        block.getDiskBuilder()
                .getSourceBuilder()
                .setMount(Source.Mount.newBuilder().setRoot("/m"));
        assertInvalid(block, "neither mount nor path");
        assertInvalid(scalar("disk", 1).setShared(SharedInfo.getDefaultInstance()), "persistent volumes");
    }

    @Test
    void theOlderFormatIsChecked() {
        assertInvalid(scalar("cpus", 1).setRole("-a"), "'-'");
        assertInvalid(scalar("cpus", 1).setReservation(ReservationInfo.getDefaultInstance()), "other than '*'");
        assertInvalid(
                scalar("cpus", 1).setRole("a").setReservation(reservation(ReservationInfo.Type.DYNAMIC, "a")),
                "neither type nor role");
    }

    @Test
    void stacksAreChecked() {
        assertInvalid(stack(ReservationInfo.newBuilder().setRole("a").build()), "needs a type");
        assertInvalid(stack(reservation(ReservationInfo.Type.STATIC, "*")), "other than '*'");
        assertInvalid(
                stack(ReservationInfo.newBuilder()
                        .setType(ReservationInfo.Type.STATIC)
                        .build()),
                "valid role");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.STATIC, "a/b")),
                "only the first");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.DYNAMIC, "ab")),
                "'ab' does not");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.DYNAMIC, "a")),
                "'a' does not");
    }

    @Test
    void bothFormatsMustSayTheSame() {
        ReservationInfo older = ReservationInfo.newBuilder().setPrincipal("p").build();
        ReservationInfo dynamic = reservation(ReservationInfo.Type.DYNAMIC, "a").toBuilder()
                .setPrincipal("p")
                .build();

        assertValid(stack(dynamic).setRole("a").setReservation(older));
        assertValid(stack(reservation(ReservationInfo.Type.STATIC, "a")).setRole("a"));
        assertInvalid(stack(dynamic).setRole("b").setReservation(older), "'role' is not");
        assertInvalid(stack(dynamic).setRole("a"), "both or neither");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.STATIC, "a"))
                        .setRole("a")
                        .setReservation(older),
                "STATIC");
        assertInvalid(
                stack(dynamic).setRole("a").setReservation(older.toBuilder().setPrincipal("q")),
                "'reservation' is not");
        assertInvalid(
                stack(dynamic, reservation(ReservationInfo.Type.DYNAMIC, "a/b")).setRole("a/b"), "stacked");
    }

    private static void assertValid(Resource.Builder resource) {
        assertThat(ResourceValidation.error(resource.build())).isEmpty();
    }

    private static void assertInvalid(Resource.Builder resource, String why) {
        assertThat(ResourceValidation.error(resource.build()))
                .hasValueSatisfying(error -> assertThat(error).contains(why).contains("'" + resource.getName() + "'"));
        assertThat(ResourceValidation.error(List.of(scalar("ok", 1).build(), resource.build())))
                .isPresent();
    }

    private static Resource.Builder scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value));
    }

    private static Resource.Builder ranges(long... bounds) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.addRange(Value.Range.newBuilder().setBegin(bounds[i]).setEnd(bounds[i + 1]));
        }
        return Resource.newBuilder().setName("ports").setType(Value.Type.RANGES).setRanges(ranges);
    }

    private static Resource.Builder disk(Source.Type type) {
        return scalar("disk", 1)
                .setDisk(DiskInfo.newBuilder().setSource(Source.newBuilder().setType(type)));
    }

    private static Resource.Builder stack(ReservationInfo... reservations) {
        return scalar("cpus", 1).addAllReservations(List.of(reservations));
    }

    private static ReservationInfo reservation(ReservationInfo.Type type, String role) {
        return ReservationInfo.newBuilder().setType(type).setRole(role).build();
    }
}
