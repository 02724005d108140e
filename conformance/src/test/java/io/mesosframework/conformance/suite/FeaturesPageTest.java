package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import io.mesosframework.conformance.house.NamedTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds docs/features.md to the tests; with {@code -Dfeatures.page=true} it is written anew. */
final class FeaturesPageTest {

    private static final Path PAGE = Project.root().resolve("docs/features.md");

    @Test
    void thePageIsUpToDate() throws IOException {
        String text = new FeaturesPage(Project.root(), Books.all()).text();
        if (Boolean.getBoolean("features.page")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE)
                .as("docs/features.md: make it anew with -Dfeatures.page=true")
                .hasContent(text);
    }

    @Test
    void theTestsItNamesExist() throws IOException {
        assertThat(NamedTests.missingIn(Files.readString(PAGE))).isEmpty();
    }
}
