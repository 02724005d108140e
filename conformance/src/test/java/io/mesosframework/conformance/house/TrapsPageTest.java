package io.mesosframework.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/traps.md to the tests that there are. */
final class TrapsPageTest {

    /** How many traps were seen more than once among the peers. */
    private static final int TRAPS = 20;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!trap|---)(.+) \\| (.+) \\|$");

    private static String page() throws IOException {
        return Files.readString(Project.root().resolve("docs/traps.md"));
    }

    @Test
    void everyTrapNamesATest() throws IOException {
        List<String> held = ROW.matcher(page())
                .results()
                .map((MatchResult row) -> row.group(2))
                .toList();
        assertThat(held)
                .hasSize(TRAPS)
                .allMatch(here -> NamedTests.TEST.matcher(here).find());
    }

    @Test
    void theTestsExist() throws IOException {
        assertThat(NamedTests.missingIn(page())).isEmpty();
    }
}
