package io.mesosframework.structures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedHistoryTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itIsTheEndOfAPlainList(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int most = random.nextInt(1, 8);
        List<Integer> all = new ArrayList<>();
        BoundedHistory<Integer> history = BoundedHistory.empty(most);
        for (int step = 0; step < 100; step++) {
            BoundedHistory<Integer> before = history;
            List<Integer> asItWas = List.copyOf(history);
            int next = random.nextInt();
            all.add(next);
            history = history.plus(next);

            List<Integer> end = all.subList(Math.max(0, all.size() - most), all.size());
            assertThat(history).isEqualTo(end).hasSameHashCodeAs(end);
            assertThat(before).isEqualTo(asItWas);
            assertThat(BoundedHistory.of(most, all)).isEqualTo(end);
        }
    }

    @Test
    void oneOfTheSameBoundIsTakenAsItIs() {
        BoundedHistory<String> history = BoundedHistory.of(2, List.of("a", "b", "c"));

        assertThat(history).containsExactly("b", "c");
        assertThat(BoundedHistory.<String>of(2, history)).isSameAs(history);
        assertThat(BoundedHistory.<String>of(1, history)).containsExactly("c");
    }

    @Test
    void itDoesNotChange() {
        List<String> given = new ArrayList<>(List.of("a"));
        BoundedHistory<String> history = BoundedHistory.of(2, given);
        given.set(0, "b");

        assertThat(history).containsExactly("a");
        assertThatThrownBy(() -> history.add("b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> history.set(0, "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> history.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aBoundOfNothingIsRefused() {
        assertThatThrownBy(() -> BoundedHistory.empty(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
