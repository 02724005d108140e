package io.mesosframework.structures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.structures.RangeSet.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RangeSetTest {

    @Test
    void overlappingAndAdjacentRangesBecomeOne() {
        assertThat(RangeSet.of(List.of(new Range(3, 4), new Range(1, 2), new Range(9, 12), new Range(10, 10)))
                        .ranges())
                .containsExactly(new Range(1, 4), new Range(9, 12));
    }

    @Test
    void aSetIsPrintedAsMesosDoes() {
        assertThat(RangeSet.of(1, 2).plus(RangeSet.of(7, 7))).hasToString("[1-2, 7-7]");
        assertThat(RangeSet.EMPTY).hasToString("[]");
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> RangeSet.of(2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2-1");
    }

    @Test
    void theWholeOf64BitsFits() {
        RangeSet all = RangeSet.of(0, -1);
        RangeSet top = RangeSet.of(-1, -1);

        assertThat(all.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(all).hasToString("[0-18446744073709551615]");
        assertThat(all.contains(Long.MIN_VALUE)).isTrue();
        assertThat(all.minus(top)).isEqualTo(RangeSet.of(0, -2));
        assertThat(all.minus(RangeSet.of(0, 0))).isEqualTo(RangeSet.of(1, -1));
        assertThat(all.minus(all)).isEqualTo(RangeSet.EMPTY);
        assertThat(all.minus(top).plus(top)).isEqualTo(all);
        assertThat(top.plus(all)).isEqualTo(all);
        assertThat(RangeSet.of(List.of(new Range(0, -1), new Range(5, 6)))).isEqualTo(all);
        assertThat(RangeSet.of(0, Long.MAX_VALUE).size()).isEqualTo(Long.MAX_VALUE);
        assertThat(all.takeFirst(3)).isEqualTo(RangeSet.of(0, 2));
    }

    @Test
    void theFirstNumbersAreTaken() {
        RangeSet set = RangeSet.of(10, 11).plus(RangeSet.of(20, 22));

        assertThat(set.takeFirst(0)).isEqualTo(RangeSet.EMPTY);
        assertThat(set.takeFirst(2)).isEqualTo(RangeSet.of(10, 11));
        assertThat(set.takeFirst(3)).isEqualTo(RangeSet.of(10, 11).plus(RangeSet.of(20, 20)));
        assertThat(set.takeFirst(5)).isEqualTo(set);
        assertThat(set.takeFirst(99)).isEqualTo(set);
        assertThatThrownBy(() -> set.takeFirst(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyOperationIsThatOfTheNumbers() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            Set<Long> left = numbers(random);
            Set<Long> right = numbers(random);
            RangeSet leftSet = set(left, random);
            RangeSet rightSet = set(right, random);

            Set<Long> union = new TreeSet<>(left);
            union.addAll(right);
            Set<Long> difference = new TreeSet<>(left);
            difference.removeAll(right);
            Set<Long> intersection = new TreeSet<>(left);
            intersection.retainAll(right);
            String as = "seed " + seed + ": " + leftSet + " and " + rightSet;
            assertThat(leftSet.plus(rightSet)).as(as).isEqualTo(set(union, random));
            assertThat(leftSet.minus(rightSet)).as(as).isEqualTo(set(difference, random));
            assertThat(leftSet.intersect(rightSet)).as(as).isEqualTo(set(intersection, random));
            assertThat(leftSet.contains(rightSet)).as(as).isEqualTo(left.containsAll(right));
            assertThat(leftSet.contains(set(intersection, random))).as(as).isTrue();
            assertThat(leftSet.size()).as(as).isEqualTo(left.size());
            assertThat(leftSet.hashCode()).isEqualTo(set(left, random).hashCode());
            long number = random.nextLong(30);
            assertThat(leftSet.contains(number)).as(as + " has " + number).isEqualTo(left.contains(number));
            int count = random.nextInt(12);
            assertThat(leftSet.takeFirst(count))
                    .as(as)
                    .isEqualTo(set(new TreeSet<>(left.stream().limit(count).toList()), random));
        }
    }

    private static Set<Long> numbers(SplittableRandom random) {
        Set<Long> numbers = new TreeSet<>();
        for (int i = random.nextInt(15); i > 0; i--) {
            numbers.add(random.nextLong(30));
        }
        return numbers;
    }

    private static RangeSet set(Set<Long> numbers, SplittableRandom random) {
        List<Range> ranges = new ArrayList<>();
        for (long number : numbers) {
            ranges.add(random.nextInt(ranges.size() + 1), new Range(number, number));
        }
        return RangeSet.of(ranges);
    }
}
