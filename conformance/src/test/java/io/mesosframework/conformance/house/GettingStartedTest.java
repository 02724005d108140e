package io.mesosframework.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Commands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of docs/getting-started.md, run as they stand there, in their order. */
@Tag("slow")
final class GettingStartedTest {
    /** The first may have to build the SDK. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    static Stream<String> blocks() throws IOException {
        return Commands.blocks("docs/getting-started.md").stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theCommandsOfTheGuideWork(String block) throws Exception {
        Commands.Outcome outcome = Commands.script(block, LIMIT);
        assertThat(outcome.code()).as("%s\n%s", block, outcome.output()).isZero();
    }

    @Test
    void theGuideHasCommands() throws IOException {
        List<String> blocks = blocks().toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4).anyMatch(block -> block.contains("--json"));
    }
}
