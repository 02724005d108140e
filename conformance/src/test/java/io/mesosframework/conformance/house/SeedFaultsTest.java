package io.mesosframework.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/seed-faults.md to the tests that there are. */
class SeedFaultsTest {

    /** How many faults were seen: the marks of the older library's description, but for the two that explain the mark. */
    private static final int FAULTS = 67;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| (.+) \\|$");

    private static Path root() {
        return Project.root();
    }

    private static List<Matcher> rows() throws IOException {
        Matcher matcher = ROW.matcher(Files.readString(root().resolve("docs/seed-faults.md")));
        List<Matcher> rows = new ArrayList<>();
        while (matcher.find()) {
            Matcher row = ROW.matcher(matcher.group());
            assertThat(row.matches()).isTrue();
            rows.add(row);
        }
        return rows;
    }

    @Test
    void everyFaultHasARow() throws IOException {
        assertThat(rows()).hasSize(FAULTS);
        for (int i = 0; i < FAULTS; i++) {
            assertThat(rows().get(i).group(1)).isEqualTo(String.valueOf(i + 1));
        }
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() throws IOException {
        assertThat(rows())
                .allSatisfy(row -> assertThat(row.group(2))
                        .matches(here -> NamedTests.TEST.matcher(here).find()
                                || here.startsWith("cannot exist here: ")
                                || here.startsWith("open: ")));
    }

    @Test
    void theTestsExist() throws IOException {
        assertThat(NamedTests.missingIn(Files.readString(root().resolve("docs/seed-faults.md"))))
                .isEmpty();
    }
}
