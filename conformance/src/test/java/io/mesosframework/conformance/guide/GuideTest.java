package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import io.mesosframework.conformance.house.NamedTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/guide to the code: what it shows is compiled, what it names is there. */
final class GuideTest {

    private static final Path GUIDE = Project.root().resolve("docs/guide");
    private static final Path SNIPPETS =
            Project.root().resolve("conformance/src/test/java/io/mesosframework/conformance/guide");
    private static final Pattern REGION = Pattern.compile("(?ms)^ *// guide: (?!end)(\\S+)\\n(.*?)^ *// guide: end$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)(?:^<!-- (\\S+) -->\\n)?^```java\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new HashMap<>();
        try (Stream<Path> files = Files.list(SNIPPETS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher region = REGION.matcher(Files.readString(file));
                while (region.find()) {
                    assertThat(regions.put(region.group(1), unindented(region.group(2))))
                            .as("two pieces called %s", region.group(1))
                            .isNull();
                }
            }
        }
        return regions;
    }

    /** Without the last line's end, which would count as a line that is not indented. */
    private static String unindented(String lines) {
        return lines.stripTrailing().stripIndent() + "\n";
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPieceOfJavaIsThatWhichIsCompiled(Path page) throws IOException {
        Map<String, String> regions = regions();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            assertThat(block.group(1)).as("the name above: %s", block.group(2)).isNotNull();
            assertThat(block.group(2)).isEqualTo(regions.get(block.group(1)));
        }
    }

    @Test
    void everyPieceIsShown() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages().toList()) {
            all.append(Files.readString(page));
        }
        assertThat(regions().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(all.toString()).contains("<!-- " + name + " -->"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatItLinksToIsThere(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            assertThat(GUIDE.resolve(link.group(1))).exists();
        }
    }

    @Test
    void theFirstPageLinksToAllOthers() throws IOException {
        String first = Files.readString(GUIDE.resolve("README.md"));
        assertThat(pages().map(page -> page.getFileName().toString()))
                .hasSizeGreaterThan(8)
                .allSatisfy(page -> assertThat(first).contains(page.equals("README.md") ? "#" : "(" + page + ")"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theTestsItNamesExist(Path page) throws IOException {
        assertThat(NamedTests.missingIn(Files.readString(page))).isEqualTo(List.of());
    }
}
