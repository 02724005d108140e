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
        assertInvalid(scalar("", 1), "Empty resource name");
        assertInvalid(scalar("cpus", -0.1), "value <= 0");
        assertInvalid(scalar("cpus", Double.NaN), "value <= 0");
        assertInvalid(scalar("cpus", 0.0004), "value <= 0");
        assertInvalid(scalar("cpus", 1).setType(Value.Type.TEXT), "Unsupported resource type");
        assertInvalid(scalar("cpus", 1).setType(Value.Type.SET), "Invalid set resource");
        assertInvalid(scalar("cpus", 1).setSet(Value.Set.getDefaultInstance()), "Invalid scalar resource");
        assertInvalid(Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR), "Invalid scalar resource");
        assertInvalid(ranges(2, 1), "begin > end");
        assertInvalid(
                Resource.newBuilder()
                        .setName("zones")
                        .setType(Value.Type.SET)
                        .setSet(Value.Set.newBuilder().addItem("a").addItem("a")),
                "duplicated elements");
    }

    @Test
    void overlapsAreSeenOnlyWhereMesosLooks() {
        assertInvalid(ranges(1, 10, 5, 6), "overlapping ranges");
        assertValid(ranges(5, 6, 1, 10));
    }

    @Test
    void disksAreChecked() {
        assertInvalid(scalar("cpus", 1).setDisk(DiskInfo.getDefaultInstance()), "should not be set for cpus");
        assertInvalid(disk(Source.Type.UNKNOWN), "UNKNOWN");
        Resource.Builder block = disk(Source.Type.BLOCK);
        block.getDiskBuilder()
                .getSourceBuilder()
                .setMount(Source.Mount.newBuilder().setRoot("/m"));
        assertInvalid(block, "Mount should not be set for BLOCK");
        assertInvalid(
                scalar("disk", 1).setShared(SharedInfo.getDefaultInstance()), "Only persistent volumes can be shared");
    }

    @Test
    void theOlderFormatIsChecked() {
        assertInvalid(scalar("cpus", 1).setRole("-a"), "starts with a dash");
        assertInvalid(scalar("cpus", 1).setReservation(ReservationInfo.getDefaultInstance()), "role \"*\" cannot be");
        assertInvalid(
                scalar("cpus", 1).setRole("a").setReservation(reservation(ReservationInfo.Type.DYNAMIC, "a")),
                "ReservationInfo.type' must not be set");
    }

    @Test
    void stacksAreChecked() {
        assertInvalid(stack(ReservationInfo.newBuilder().setRole("a").build()), "type' field must be set");
        assertInvalid(stack(reservation(ReservationInfo.Type.STATIC, "*")), "role \"*\" cannot be");
        assertInvalid(
                stack(ReservationInfo.newBuilder()
                        .setType(ReservationInfo.Type.STATIC)
                        .build()),
                "role' field must be set");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.STATIC, "a/b")),
                "cannot be STATIC");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.DYNAMIC, "ab")),
                "'ab' is not a refinement of 'a'");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.DYNAMIC, "a"), reservation(ReservationInfo.Type.DYNAMIC, "a")),
                "'a' is not a refinement of 'a'");
    }

    @Test
    void bothFormatsMustSayTheSame() {
        ReservationInfo older = ReservationInfo.newBuilder().setPrincipal("p").build();
        ReservationInfo dynamic = reservation(ReservationInfo.Type.DYNAMIC, "a").toBuilder()
                .setPrincipal("p")
                .build();

        assertValid(stack(dynamic).setRole("a").setReservation(older));
        assertValid(stack(reservation(ReservationInfo.Type.STATIC, "a")).setRole("a"));
        assertInvalid(stack(dynamic).setRole("b").setReservation(older), "field with 'b' does not match the role 'a'");
        assertInvalid(stack(dynamic).setRole("a"), "either be both set or both not set");
        assertInvalid(
                stack(reservation(ReservationInfo.Type.STATIC, "a"))
                        .setRole("a")
                        .setReservation(older),
                "is STATIC");
        assertInvalid(
                stack(dynamic).setRole("a").setReservation(older.toBuilder().setPrincipal("q")),
                "field with 'q' does not match the principal 'p'");
        assertInvalid(
                stack(dynamic, reservation(ReservationInfo.Type.DYNAMIC, "a/b")).setRole("a/b"),
                "more than one reservation");
    }

    private static void assertValid(Resource.Builder resource) {
        assertThat(ResourceValidation.error(resource.build())).isEmpty();
    }

    private static void assertInvalid(Resource.Builder resource, String why) {
        assertThat(ResourceValidation.error(resource.build()))
                .hasValueSatisfying(
                        error -> assertThat(error).contains(why).startsWith("Resource '" + resource.getName()));
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
