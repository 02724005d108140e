package io.mesosframework.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.AllocationInfo;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.DiskInfo.Persistence;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Resource.RevocableInfo;
import io.mesosframework.protocol.Resource.SharedInfo;
import io.mesosframework.protocol.ResourceProviderID;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.Volume;
import io.mesosframework.structures.RangeSet;
import io.mesosframework.utils.MalformedValueException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {

    // Scalars, ranges, sets

    @Test
    void scalarsAreExactToAThousandth() {
        assertThat(cpus(0.1).plus(cpus(0.2))).isEqualTo(cpus(0.3));
        assertThat(cpus(1.0004)).isEqualTo(cpus(1));
        assertThat(cpus(1.0005)).isEqualTo(cpus(1.001));
        Resources left = cpus(1);
        for (int i = 0; i < 10; i++) {
            left = left.minus(cpus(0.1));
        }
        assertThat(left).isEqualTo(Resources.EMPTY);
        assertThat(cpus(0.1).plus(cpus(0.2)).asList().get(0).getScalar().getValue())
                .isEqualTo(0.3);
    }

    @Test
    void rangesAreAddedAndTakenAwayInAnyOrder() {
        Resources ports = Resources.parse("ports:[3-4,1-2]");

        assertThat(ports).isEqualTo(Resources.parse("ports:[1-4]")).hasToString("ports:[1-4]");
        assertThat(ports.minus(Resources.parse("ports:[2-9]"))).hasToString("ports:[1-1]");
        assertThat(ports.plus(Resources.parse("ports:[5-5]")).ranges("ports")).isEqualTo(RangeSet.of(1, 5));
        assertThat(ports.ranges("other")).isEqualTo(RangeSet.EMPTY);
    }

    @Test
    void setsAreAddedAndTakenAwayByItem() {
        Resources set = Resources.parse("zones:{a,b}");

        assertThat(set).isEqualTo(Resources.parse("zones:{b,a}")).hasSameHashCodeAs(Resources.parse("zones:{b,a}"));
        assertThat(set.plus(Resources.parse("zones:{b,c}")).items("zones")).containsExactly("a", "b", "c");
        assertThat(set.minus(Resources.parse("zones:{b,c}"))).hasToString("zones:{a}");
        assertThat(set.contains(Resources.parse("zones:{a,c}"))).isFalse();
        assertThat(set.contains(Resources.parse("zones:{b}"))).isTrue();
    }

    @Test
    void whatIsZeroOrEmptyIsNothing() {
        Resources nothing = Resources.of(
                scalar("cpus", 0),
                scalar("mem", 0.0004),
                Resource.newBuilder()
                        .setName("ports")
                        .setType(Value.Type.RANGES)
                        .setRanges(Value.Ranges.getDefaultInstance())
                        .build());

        assertThat(nothing.isEmpty()).isTrue();
        assertThat(nothing).isEqualTo(Resources.EMPTY).hasToString("");
        assertThat(nothing.asList()).isEmpty();
    }

    @Test
    void whatThereIsTooLittleOfDisappears() {
        assertThat(Resources.parse("cpus:1;mem:5").minus(Resources.parse("cpus:2;gpus:1")))
                .isEqualTo(Resources.parse("mem:5"));
    }

    @Test
    void amountsAreSummedUpOverAllRoles() {
        Resources resources =
                Resources.parse("cpus:1.5;cpus(a):0.25;mem:10;disk:7;gpus(b):2;ports:[1-2];ports(a):[5-5]");

        assertThat(resources.cpusMillis()).isEqualTo(1750);
        assertThat(resources.memMillis()).isEqualTo(10_000);
        assertThat(resources.diskMillis()).isEqualTo(7_000);
        assertThat(resources.gpusMillis()).isEqualTo(2_000);
        assertThat(resources.millis("ports")).isZero();
        assertThat(resources.ranges("ports")).hasToString("[1-2, 5-5]");
        assertThat(resources.names()).containsExactly("cpus", "mem", "disk", "gpus", "ports");
    }

    @Test
    void whatCannotBeAnAmountIsRefused() {
        assertMalformed(scalar("cpus", -1), "between 0");
        assertMalformed(scalar("cpus", Double.NaN), "NaN");
        assertMalformed(scalar("cpus", Double.POSITIVE_INFINITY), "Infinity");
        assertMalformed(scalar("cpus", 1e300), "1.0E300");
        assertMalformed(scalar("", 1), "no name");
        assertMalformed(scalar("cpus", 1).toBuilder().setType(Value.Type.SET).build(), "SET");
        assertMalformed(scalar("cpus", 1).toBuilder().setType(Value.Type.TEXT).build(), "TEXT");
        assertMalformed(
                Resource.newBuilder()
                        .setName("ports")
                        .setType(Value.Type.RANGES)
                        .setRanges(Value.Ranges.newBuilder()
                                .addRange(Value.Range.newBuilder().setBegin(2).setEnd(1)))
                        .build(),
                "2-1");
        assertMalformed(
                Resource.newBuilder()
                        .setName("zones")
                        .setType(Value.Type.SET)
                        .setSet(Value.Set.newBuilder().addItem("a").addItem("a"))
                        .build(),
                "twice");
    }

    // What stays apart

    @Test
    void whatDiffersInMoreThanItsAmountStaysApart() {
        Resource plain = scalar("disk", 5);
        List<Resource> variants = List.of(
                plain,
                scalar("mem", 5),
                plain.toBuilder()
                        .setAllocationInfo(AllocationInfo.newBuilder().setRole("a"))
                        .build(),
                plain.toBuilder()
                        .setAllocationInfo(AllocationInfo.newBuilder().setRole("b"))
                        .build(),
                plain.toBuilder()
                        .setRevocable(RevocableInfo.getDefaultInstance())
                        .build(),
                plain.toBuilder()
                        .setProviderId(ResourceProviderID.newBuilder().setValue("p"))
                        .build(),
                plain.toBuilder().setDisk(source(Source.Type.PATH, "/a")).build(),
                plain.toBuilder().setDisk(source(Source.Type.PATH, "/b")).build(),
                plain.toBuilder().setDisk(DiskInfo.getDefaultInstance()).build(),
                reserved(plain, reservation(ReservationInfo.Type.STATIC, "a")),
                reserved(plain, reservation(ReservationInfo.Type.DYNAMIC, "a")),
                reserved(plain, reservation(ReservationInfo.Type.DYNAMIC, "b")),
                reserved(
                        plain,
                        reservation(ReservationInfo.Type.DYNAMIC, "a").toBuilder()
                                .setPrincipal("p")
                                .build()),
                reserved(plain, labels("x", "1")),
                reserved(plain, labels("x", "2")),
                reserved(
                        plain,
                        reservation(ReservationInfo.Type.STATIC, "a"),
                        reservation(ReservationInfo.Type.DYNAMIC, "a/b")));

        Resources all = Resources.of(variants);

        assertThat(all.asList()).hasSameSizeAs(variants);
        assertThat(all.plus(all).asList()).hasSameSizeAs(variants);
        for (Resource one : variants) {
            assertThat(all.contains(one)).isTrue();
            assertThat(all.minus(one).contains(one)).isFalse();
            for (Resource other : variants) {
                assertThat(Resources.of(one).equals(Resources.of(other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(one.equals(other));
            }
        }
    }

    @Test
    void labelsAreComparedInAnyOrder() {
        Resource one = reserved(scalar("disk", 1), labels("x", "1", "y", "2"));
        Resource other = reserved(scalar("disk", 2), labels("y", "2", "x", "1"));

        assertThat(Resources.of(one, other).asList()).hasSize(1);
    }

    @Test
    void howAVolumeIsUsedDoesNotMatter() {
        Resource one = volume("id", 5);
        Resource.Builder other = volume("id", 5).toBuilder();
        other.getDiskBuilder()
                .setVolume(Volume.newBuilder().setMode(Volume.Mode.RO).setContainerPath("elsewhere"));
        other.getDiskBuilder().getPersistenceBuilder().setPrincipal("someone");

        assertThat(Resources.of(one)).isEqualTo(Resources.of(other.build()));
        assertThat(Resources.of(one)).isNotEqualTo(Resources.of(volume("id2", 5)));
    }

    @Test
    void anOlderFormatIsTheSameAsTheNewer() {
        assertThat(Resources.of(withRole(scalar("cpus", 1), "eng")))
                .isEqualTo(Resources.of(reserved(scalar("cpus", 1), reservation(ReservationInfo.Type.STATIC, "eng"))));
        assertThat(Resources.of(withRole(scalar("cpus", 1), "*"))).isEqualTo(cpus(1));
    }

    // Wholes

    @Test
    void aVolumeIsOneWhole() {
        assertWhole(volume("id", 5), volume("id", 3));
    }

    @Test
    void mountsBlocksAndRawDisksWithAnIdAreWholes() {
        assertWhole(disk(5, source(Source.Type.MOUNT, "/m")), disk(3, source(Source.Type.MOUNT, "/m")));
        assertWhole(disk(5, raw(Source.Type.BLOCK, "i")), disk(3, raw(Source.Type.BLOCK, "i")));
        assertWhole(disk(5, raw(Source.Type.RAW, "i")), disk(3, raw(Source.Type.RAW, "i")));
    }

    @Test
    void aRawDiskWithoutIdAndAPathAreDivided() {
        DiskInfo pool = DiskInfo.newBuilder()
                .setSource(Source.newBuilder().setType(Source.Type.RAW))
                .build();
        for (DiskInfo disk : List.of(pool, source(Source.Type.PATH, "/p"))) {
            Resources resources = Resources.of(disk(5, disk), disk(3, disk));
            assertThat(resources.asList()).hasSize(1);
            assertThat(resources.minus(disk(6, disk))).isEqualTo(Resources.of(disk(2, disk)));
        }
    }

    private static void assertWhole(Resource whole, Resource part) {
        Resources resources = Resources.of(whole);
        assertThat(resources.contains(part)).isFalse();
        assertThat(resources.minus(part)).isEqualTo(resources);
        assertThat(resources.plus(whole).asList()).hasSize(2);
        assertThat(resources.plus(whole).contains(Resources.of(whole, whole))).isTrue();
        assertThat(resources.contains(Resources.of(whole, whole))).isFalse();
        assertThat(resources.minus(whole)).isEqualTo(Resources.EMPTY);
    }

    @Test
    void sharedVolumesAreCounted() {
        Resource shared = volume("id", 5).toBuilder()
                .setShared(SharedInfo.getDefaultInstance())
                .build();
        Resources two = Resources.of(shared, shared);

        assertThat(two.asList()).containsExactly(shared, shared);
        assertThat(two.diskMillis()).isEqualTo(5_000);
        assertThat(two.contains(Resources.of(shared, shared))).isTrue();
        assertThat(two.contains(Resources.of(shared, shared, shared))).isFalse();
        assertThat(two.minus(shared)).isEqualTo(Resources.of(shared)).isNotEqualTo(two);
        assertThat(two.minus(shared).minus(shared).isEmpty()).isTrue();
        assertThat(Resources.of(volume("id", 5)).contains(shared)).isFalse();
    }

    @Test
    void aPieceMustComeFromOnePlace() {
        Resources resources = Resources.parse("cpus:1;cpus(a):1");

        assertThat(resources.contains(Resources.parse("cpus:2"))).isFalse();
        assertThat(resources.contains(Resources.parse("cpus(a):1;cpus:1"))).isTrue();
    }

    // Roles

    @Test
    void allocationIsAddedAndTakenAway() {
        Resources plain = Resources.parse("cpus:1;mem(a):2");
        Resources allocated = plain.withAllocation("eng");

        assertThat(allocated).isNotEqualTo(plain);
        assertThat(allocated.asList())
                .allSatisfy(resource ->
                        assertThat(resource.getAllocationInfo().getRole()).isEqualTo("eng"));
        assertThat(allocated.withoutAllocation()).isEqualTo(plain);
        assertThat(allocated.plus(cpus(1).withAllocation("ops")).withoutAllocation())
                .isEqualTo(Resources.parse("cpus:2;mem(a):2"));
        assertThat(allocated.plus(cpus(1).withAllocation("ops")).plus(cpus(9)).byAllocation())
                .isEqualTo(Map.of("eng", allocated, "ops", cpus(1).withAllocation("ops")));
    }

    @Test
    void aRoleMayUseWhatIsReservedToItOrAboveIt() {
        Resources resources = Resources.parse("cpus:1;cpus(a):2;cpus(a/b):4;cpus(a/b/c):8;cpus(ab):16");

        assertThat(resources.allocatableTo("a/b")).isEqualTo(Resources.parse("cpus:1;cpus(a):2;cpus(a/b):4"));
        assertThat(resources.allocatableTo("*")).isEqualTo(cpus(1));
        assertThat(resources.unreserved()).isEqualTo(cpus(1));
        assertThat(resources.reservedTo("a")).isEqualTo(Resources.parse("cpus(a):2"));
        assertThat(resources.reservedTo("*")).isEqualTo(Resources.EMPTY);
    }

    @Test
    void reservationsArePushedAndPopped() {
        ReservationInfo upper = reservation(ReservationInfo.Type.STATIC, "a");
        ReservationInfo lower = reservation(ReservationInfo.Type.DYNAMIC, "a/b");
        Resources stacked = cpus(1).pushReservation(upper).pushReservation(lower);

        assertThat(stacked).hasToString("cpus(reservations: [(STATIC,a),(DYNAMIC,a/b)]):1");
        assertThat(Resources.reservationRole(stacked.asList().get(0))).isEqualTo("a/b");
        assertThat(stacked.popReservation()).isEqualTo(Resources.parse("cpus(a):1"));
        assertThat(stacked.withoutReservations()).isEqualTo(cpus(1));
        assertThatThrownBy(() -> cpus(1).popReservation()).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void resourcesAreFoundInTheirOwnRoleThenUnreservedThenAnywhere() {
        Resources total = Resources.parse("cpus:2;cpus(a):3;cpus(b):4;mem:10");

        assertThat(total.find(Resources.parse("cpus(a):1"))).contains(Resources.parse("cpus(a):1"));
        assertThat(total.find(Resources.parse("cpus(a):4"))).contains(Resources.parse("cpus(a):3;cpus:1"));
        assertThat(total.find(Resources.parse("cpus(a):6"))).contains(Resources.parse("cpus(a):3;cpus:2;cpus(b):1"));
        assertThat(total.find(Resources.parse("cpus:3;mem:1"))).contains(Resources.parse("cpus:2;cpus(a):1;mem:1"));
        assertThat(total.find(Resources.parse("cpus:10"))).isEmpty();
        assertThat(total.find(Resources.parse("cpus:1;gpus:1"))).isEmpty();
        assertThat(total.find(Resources.parse("cpus:8;cpus(a):2"))).isEmpty();
    }

    // Text

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpus:4; mem:4096; disk:10000; ports:[31000-32000]",
                "cpus:0.001",
                "cpus(reservations: [(STATIC,eng/web)]):1.5; zones:{a, b}",
                "ports:[1-1, 18446744073709551615-18446744073709551615]",
            })
    void textIsReadAndPrinted(String printed) {
        String flag = printed.replace("(reservations: [(STATIC,", "(").replace(")]", "");

        assertThat(Resources.parse(flag)).hasToString(printed);
    }

    @Test
    void everythingAboutAResourceIsPrinted() {
        Resource volume = reserved(
                volume("id1", 64),
                labels("x", "1").toBuilder().setPrincipal("p").build());
        Resource full = volume.toBuilder()
                .setAllocationInfo(AllocationInfo.newBuilder().setRole("a"))
                .setRevocable(RevocableInfo.getDefaultInstance())
                .setShared(SharedInfo.getDefaultInstance())
                .build();

        assertThat(Resources.of(full))
                .hasToString("disk(allocated: a)(reservations: [(DYNAMIC,a,p,{x: 1})])[id1:data]{REV}<SHARED>:64<1>");
        assertThat(Resources.of(full, full).toString()).endsWith("<SHARED>:64<2>");
    }

    @Test
    void aDiskIsPrintedByItsPlaceUnlessItHasAnId() {
        assertThat(Resources.of(disk(2, source(Source.Type.MOUNT, "/m")))).hasToString("disk[MOUNT:/m]:2");
        assertThat(Resources.of(disk(2, source(Source.Type.PATH, "/p")))).hasToString("disk[PATH:/p]:2");
        assertThat(Resources.of(disk(2, raw(Source.Type.BLOCK, "i")))).hasToString("disk[BLOCK(,i,)]:2");
        DiskInfo.Builder known = source(Source.Type.MOUNT, "/m").toBuilder();
        known.getSourceBuilder().setVendor("v").setProfile("fast");
        assertThat(Resources.of(disk(2, known.build()))).hasToString("disk[MOUNT(v,,fast)]:2");
        DiskInfo.Builder nowhere = DiskInfo.newBuilder();
        nowhere.getSourceBuilder().setType(Source.Type.MOUNT).setVendor("v").getMountBuilder();
        assertThat(Resources.of(disk(2, nowhere.build()))).hasToString("disk[MOUNT]:2");
    }

    @Test
    void spacesAndEmptyPartsAndZerosAreSkipped() {
        assertThat(Resources.parse(" cpus : 4 ;; mem ( eng ) : 1e3 ; gpus:0 ; ports:[]; zones:{} ;"))
                .hasToString("cpus:4; mem(reservations: [(STATIC,eng)]):1000");
        assertThat(Resources.parse("")).isEqualTo(Resources.EMPTY);
        assertThat(Resources.parse("cpus:1;mem(b):2", "a")).isEqualTo(Resources.parse("cpus(a):1;mem(b):2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpus",
                "cpus:",
                ":4",
                "cpus:4:5",
                "cpus:four",
                "cpus:-1",
                "cpus:NaN",
                "cpus:1d",
                "cpus(:1",
                "cpus(-a):1",
                "cpus():1",
                "ports:[1-2",
                "ports:[1]",
                "ports:[2-1]",
                "ports:[a-b]",
                "ports:[1-18446744073709551616]",
                "zones:{a,a}",
                "zones:{a",
                "cpus:1;cpus:[1-2]"
            })
    void textThatIsNoResourceIsRefused(String text) {
        assertThatThrownBy(() -> Resources.parse(text)).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "ports:[0x9-10]=ports:[9-10]",
                "cpus:+.5=cpus:0.5",
                ":cpus::1:=cpus:1",
                "cpus(a)(b):1=cpus(reservations: [(STATIC,a)]):1",
                "ports:[1-2,]=ports:[1-2]",
                "ports:[1,2,7-9]=ports:[1-2, 7-9]",
                "ports:[5-6,1-10]=ports:[1-10]"
            })
    void textIsReadAsLooselyAsMesosDoes(String text, String printed) {
        assertThat(Resources.parse(text)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus|Bad value for resources, missing or extra ':' in cpus",
                "cpus(a:1|Bad value for resources, mismatched parentheses in cpus(a:1",
                "cpus:one|Bad type for resource cpus value one type TEXT",
                "cpus:0x10|Bad type for resource cpus value 0x10 type TEXT",
                "cpus:-1|Failed to parse resource cpus value -1 error Invalid scalar value '-1':Negative values not supported",
                "cpus:inf|Failed to parse resource cpus value inf error Invalid scalar value 'inf':Infinite values not"
                        + " supported",
                "ports:[1-2|Failed to parse resource ports value [1-2 error Mismatched brackets",
                "ports:[1-2-3]|Failed to parse resource ports value [1-2-3] error Expecting one or more \"ranges\"",
                "ports:[a-2]|Failed to parse resource ports value [a-2] error Expecting non-negative integers in 'a'",
                "ports:[2-1]|Invalid ranges resource: begin > end",
                "cpus:0.0004|Invalid scalar resource: value <= 0",
                "zones:{a,a}|Invalid set resource: duplicated elements",
                "cpus:1;cpus:[1-2]|Resources with the same name ('cpus') but different types are not allowed",
                "zones:a{b}|Failed to parse resource zones value a{b} error Unexpected '{' found",
                "ports:a[1-2]|Failed to parse resource ports value a[1-2] error Unexpected '[' found"
            })
    void whatIsWrongWithATextIsSaidInMesosWords(String text, String words) {
        assertThatThrownBy(() -> Resources.parse(text)).hasMessage(words);
    }

    @Test
    void amountsStayAsTheyAreWrittenUntilTheyAreComputedWith() {
        Resources written = Resources.parse("cpus:1.1184;mem:1.118");

        assertThat(value(written)).isEqualTo(1.1184);
        assertThat(written).isEqualTo(Resources.parse("cpus:1.118;mem:1.118")).hasToString("cpus:1.118; mem:1.118");
        // of whole part and fraction, as Mesos does it
        assertThat(value(written.plus(Resources.parse("cpus:1")).minus(Resources.parse("cpus:1"))))
                .isEqualTo(1 + 0.118)
                .isNotEqualTo(1.118);
    }

    private static double value(Resources resources) {
        return resources.asList().get(0).getScalar().getValue();
    }

    @Test
    void rangesStayAsTheyAreWrittenUntilTheyAreComputedWith() {
        Resource odd = Resource.newBuilder()
                .setName("ports")
                .setType(Value.Type.RANGES)
                .setRanges(Value.Ranges.newBuilder()
                        .addRange(Value.Range.newBuilder().setBegin(5).setEnd(6))
                        .addRange(Value.Range.newBuilder().setBegin(1).setEnd(10)))
                .build();

        assertThat(Resources.of(odd)).hasToString("ports:[5-6, 1-10]").isEqualTo(Resources.parse("ports:[1-10]"));
        assertThat(Resources.of(odd, odd)).hasToString("ports:[1-10]");
    }

    // Laws

    @Test
    void addingAndTakingAwayFollowTheLaws() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 3_000; i++) {
            Resources a = random(random);
            Resources b = random(random);
            Resources c = random(random);
            String as = "seed " + seed + ": " + a + " | " + b + " | " + c;

            assertThat(a.plus(b)).as(as).isEqualTo(b.plus(a)).hasSameHashCodeAs(b.plus(a));
            assertThat(a.plus(b).plus(c)).as(as).isEqualTo(a.plus(b.plus(c)));
            assertThat(a.plus(b).contains(a)).as(as).isTrue();
            assertThat(a.minus(a)).as(as).isEqualTo(Resources.EMPTY);
            assertThat(Resources.of(a.asList())).as(as).isEqualTo(a);
            if (a.contains(b)) {
                assertThat(a.minus(b).plus(b)).as(as).isEqualTo(a);
            }
            if (a.contains(b) && b.contains(c)) {
                assertThat(a.contains(c)).as(as).isTrue();
            }
            a.plus(b).find(b).ifPresent(found -> {
                assertThat(a.plus(b).contains(found)).as(as).isTrue();
                assertThat(found.withoutReservations()).as(as).isEqualTo(b.withoutReservations());
            });
        }
    }

    /** Scalars of few roles and ports that do not overlap between parts, as two agents' or two tasks' never do. */
    private static Resources random(SplittableRandom random) {
        Resources resources = Resources.EMPTY;
        List<String> names = List.of("cpus", "mem", "cpus(a)", "mem(a/b)", "gpus");
        for (int i = random.nextInt(5); i > 0; i--) {
            String name = names.get(random.nextInt(names.size()));
            resources = resources.plus(Resources.parse(name + ":" + random.nextInt(4_000) / 1000.0));
        }
        return resources;
    }

    private static Resources cpus(double value) {
        return Resources.of(scalar("cpus", value));
    }

    private static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    private static Resource disk(double value, DiskInfo disk) {
        return scalar("disk", value).toBuilder().setDisk(disk).build();
    }

    private static Resource volume(String id, double value) {
        return disk(
                value,
                DiskInfo.newBuilder()
                        .setPersistence(Persistence.newBuilder().setId(id))
                        .setVolume(Volume.newBuilder().setMode(Volume.Mode.RW).setContainerPath("data"))
                        .build());
    }

    private static DiskInfo source(Source.Type type, String root) {
        Source.Builder source = Source.newBuilder().setType(type);
        if (type == Source.Type.PATH) {
            source.setPath(Source.Path.newBuilder().setRoot(root));
        } else {
            source.setMount(Source.Mount.newBuilder().setRoot(root));
        }
        return DiskInfo.newBuilder().setSource(source).build();
    }

    private static DiskInfo raw(Source.Type type, String id) {
        return DiskInfo.newBuilder()
                .setSource(Source.newBuilder().setType(type).setId(id))
                .build();
    }

    private static Resource reserved(Resource resource, ReservationInfo... reservations) {
        return resource.toBuilder().addAllReservations(List.of(reservations)).build();
    }

    private static ReservationInfo reservation(ReservationInfo.Type type, String role) {
        return ReservationInfo.newBuilder().setType(type).setRole(role).build();
    }

    private static ReservationInfo labels(String... keysAndValues) {
        Labels.Builder labels = Labels.newBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            labels.addLabels(Label.newBuilder().setKey(keysAndValues[i]).setValue(keysAndValues[i + 1]));
        }
        return reservation(ReservationInfo.Type.DYNAMIC, "a").toBuilder()
                .setLabels(labels)
                .build();
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static Resource withRole(Resource resource, String role) {
        return resource.toBuilder().setRole(role).build();
    }

    private static void assertMalformed(Resource resource, String why) {
        assertThatThrownBy(() -> Resources.of(resource))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(why);
    }
}
