package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import io.mesosframework.scheduler.application.NamedNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PoolsTest {

    @Test
    void anAmountIsCutAcrossResources() {
        Pool pool = pool(scalar("x", 0.2), scalar("x", 0.1));

        assertThat(pool.copies(NamedNeed.amount(0.15))).isEqualTo(2);
        assertThat(taken(pool, NamedNeed.amount(0.25))).containsExactly(scalar("x", 0.2), scalar("x", 0.05));
        assertThat(pool.gap("x", NamedNeed.amount(0.1))).isEqualTo(new Gap("needs 0.1 of x, offers 0.05", 0.5));
        assertThat(pool.gap("x", NamedNeed.any(1))).isEqualTo(new Gap("needs 1 of x, offers a scalar", 0));
    }

    @Test
    void numbersAreTheOnesAskedForOrTheLowest() {
        Pool pool = pool(ranges("x", 10, 12), ranges("x", 5, 6, 20, 20));

        assertThat(pool.copies(NamedNeed.any(2))).isEqualTo(3);
        assertThat(taken(pool, NamedNeed.numbers("6", "11-12")))
                .containsExactly(ranges("x", 11, 12), ranges("x", 6, 6));
        assertThat(taken(pool, NamedNeed.any(2))).containsExactly(ranges("x", 10, 10), ranges("x", 5, 5));
        assertThat(pool.gap("x", NamedNeed.numbers("19-22"))).isEqualTo(new Gap("needs 19-22 of x, lacks 19-19", 0.25));
        assertThat(pool.gap("x", NamedNeed.any(2))).isEqualTo(new Gap("needs 2 of x, offers 1", 0.5));
        assertThat(pool.gap("x", NamedNeed.items("a"))).isEqualTo(new Gap("needs a of x, offers ranges", 0));
    }

    @Test
    void itemsAreTheOnesAskedForOrTheFirst() {
        Pool pool = pool(set("x", "c", "a"), set("x", "b"));

        assertThat(taken(pool, NamedNeed.any(1))).containsExactly(set("x", "c"));
        assertThat(pool.gap("x", NamedNeed.items("a", "c"))).isEqualTo(new Gap("needs a, c of x, lacks c", 0.5));
        assertThat(taken(pool, NamedNeed.items("b", "a"))).containsExactly(set("x", "a"), set("x", "b"));
        assertThat(pool.gap("x", NamedNeed.any(1))).isEqualTo(new Gap("needs 1 of x, offers 0", 0));
        assertThat(pool.gap("x", NamedNeed.amount(2))).isEqualTo(new Gap("needs 2 of x, offers a set", 0));
        assertThatThrownBy(() -> taken(pool, NamedNeed.any(1))).isInstanceOf(IllegalStateException.class);
    }

    /** By Mesos' own arithmetic: all that is taken is there, and what is left by it fits or does not as the pool says. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whatIsTakenIsOutOfWhatWasOffered(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int world = 0; world < 200; world++) {
            Value.Type type = List.of(Value.Type.SCALAR, Value.Type.RANGES, Value.Type.SET)
                    .get(random.nextInt(3));
            List<Resource> offered = offered(random, type);
            Pool pool = pool(offered.toArray(new Resource[0]));
            Resources left = Resources.of(offered);
            for (int i = 0; i < 12; i++) {
                NamedNeed need = need(random, type);
                assertThat(pool.copies(need) > 0).isEqualTo(pool.fits(need));
                if (!pool.fits(need)) {
                    assertThat(pool.nearness(need)).isBetween(0.0, 0.9999);
                    assertThat(pool.gap("x", need).words()).startsWith("needs ");
                    continue;
                }
                Resources taken = Resources.of(taken(pool, need));
                assertThat(left.contains(taken)).as("%s of %s", taken, left).isTrue();
                left = left.minus(taken);
                assertThat(size(taken)).isEqualTo(wanted(need));
            }
        }
    }

    private static List<Resource> offered(SplittableRandom random, Value.Type type) {
        List<Resource> offered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            // Each in a place of its own, as an agent has nothing twice.
            Resource resource = switch (type) {
                case SCALAR -> scalar("x", random.nextInt(1, 3000) / 1000.0);
                case RANGES -> ranges("x", 20L * i, 20L * i + random.nextInt(6), 20L * i + 10, 20L * i + 12);
                default -> set("x", "a" + i, "b" + i);
            };
            offered.add(
                    i == 0
                            ? resource
                            : resource.toBuilder()
                                    .addReservations(ReservationInfo.newBuilder()
                                            .setType(ReservationInfo.Type.STATIC)
                                            .setRole("r" + i))
                                    .build());
        }
        return offered;
    }

    private static NamedNeed need(SplittableRandom random, Value.Type type) {
        if (type == Value.Type.SCALAR) {
            return NamedNeed.amount(random.nextInt(1, 1500) / 1000.0);
        } else if (random.nextBoolean()) {
            return NamedNeed.any(random.nextInt(1, 5));
        }
        int begin = random.nextInt(55);
        return type == Value.Type.RANGES
                ? NamedNeed.numbers(begin + "-" + (begin + random.nextInt(3)))
                : NamedNeed.items("a" + random.nextInt(3), "b" + random.nextInt(4));
    }

    private static long wanted(NamedNeed need) {
        if (need instanceof NamedNeed.Amount amount) {
            return amount.millis();
        } else if (need instanceof NamedNeed.Numbers numbers) {
            return numbers.numbers().size();
        }
        return need instanceof NamedNeed.Any any
                ? any.count()
                : ((NamedNeed.Items) need).items().size();
    }

    private static long size(Resources resources) {
        return resources.millis("x")
                + resources.ranges("x").size()
                + resources.asList().stream()
                        .mapToInt(resource -> resource.getSet().getItemCount())
                        .sum();
    }

    private static Pool pool(Resource... resources) {
        Pool pool = Pool.of(resources[0].getType());
        List.of(resources).forEach(pool::add);
        return pool;
    }

    private static List<Resource> taken(Pool pool, NamedNeed need) {
        List<Resource> taken = new ArrayList<>();
        pool.take(need, taken);
        return taken;
    }

    static Resource ranges(String name, long... bounds) {
        Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.addRangeBuilder().setBegin(bounds[i]).setEnd(bounds[i + 1]);
        }
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.RANGES)
                .setRanges(ranges)
                .build();
    }

    static Resource set(String name, String... items) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SET)
                .setSet(Value.Set.newBuilder().addAllItem(List.of(items)))
                .build();
    }
}
