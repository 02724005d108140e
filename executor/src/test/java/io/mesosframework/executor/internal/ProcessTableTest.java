package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTableTest {

    private static final String TAIL = " 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 2 3";

    @Test
    void theNameMayHoldBracketsAndSpaces() {
        assertThat(ProcessTable.parse("42 (a) b (c)) S 7 8 9 0 -1" + TAIL))
                .isEqualTo(new ProcessTable.Row(42, 7, 9, 98765));
    }

    @Test
    void zombiesAndHalfReadLinesAreNoProcesses() {
        assertThat(ProcessTable.parse("42 (a) Z 7 8 9 0 -1" + TAIL)).isNull();
        assertThat(ProcessTable.parse("42 (a) S 7 8")).isNull();
        assertThat(ProcessTable.parse("")).isNull();
    }
}
