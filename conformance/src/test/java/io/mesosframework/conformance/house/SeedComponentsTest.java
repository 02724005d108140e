package io.mesosframework.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/seed-components.md to what there is. */
class SeedComponentsTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| \\[[^]]+]\\(([^)]+)\\) \\| ([^|]+) \\|$");
    private static final Pattern CLASS = Pattern.compile("`(io\\.mesosframework\\.[\\w.]+)`");

    /** The rows of the older library's description, but for the hooks of its repository. */
    private static final int COMPONENTS = 21;

    private final Path root = Project.root();
    private final String page;

    SeedComponentsTest() throws IOException {
        page = Files.readString(root.resolve("docs/seed-components.md"));
    }

    private List<MatchResult> rows() {
        return ROW.matcher(page).results().toList();
    }

    @Test
    void everyComponentHasARowWithATestOrSaysWhyThereIsNone() {
        assertThat(rows())
                .hasSize(COMPONENTS)
                .allSatisfy(row -> assertThat(row.group(4))
                        .matches(tests -> NamedTests.TEST.matcher(tests).find()
                                || tests.startsWith("open: ")
                                || tests.startsWith("cannot be: ")));
    }

    @Test
    void thePagesExist() {
        assertThat(rows())
                .allSatisfy(row ->
                        assertThat(root.resolve("docs").resolve(row.group(3))).exists());
    }

    @Test
    void theTestsExist() throws IOException {
        assertThat(NamedTests.missingIn(page)).isEmpty();
    }

    @Test
    void theClassesExist() throws IOException {
        List<String> sources;
        try (Stream<Path> files = Files.walk(root)) {
            sources = files.map(Path::toString)
                    .filter(path -> path.contains("/src/main/java/") && path.endsWith(".java"))
                    .toList();
        }
        assertThat(CLASS.matcher(page).results().map(found -> found.group(1)))
                .hasSizeGreaterThan(COMPONENTS)
                .allSatisfy(name -> assertThat(sources)
                        .as("source of %s", name)
                        .anyMatch(path -> path.endsWith("/src/main/java/" + name.replace('.', '/') + ".java")));
    }
}
