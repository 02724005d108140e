package io.mesosframework.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/seed-faults.md to the tests that there are. */
class SeedFaultsTest {

    /** How many faults were seen: the marks of the older library's description, but for the two that explain the mark. */
    private static final int FAULTS = 67;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| (.+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

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
                        .matches(here -> TEST.matcher(here).find()
                                || here.startsWith("cannot exist here: ")
                                || here.startsWith("open: ")));
    }

    @Test
    void theTestsExist() throws IOException {
        Map<String, List<Path>> sources = sources();
        List<String> missing = new ArrayList<>();
        for (Matcher row : rows()) {
            for (MatchResult test : TEST.matcher(row.group(2)).results().toList()) {
                boolean found = sources.getOrDefault(test.group(1), List.of()).stream()
                        .anyMatch(path -> hasTest(text(path), test.group(2)));
                if (!found) {
                    missing.add(row.group(1) + ": " + test.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Between a method and the one before it stands its annotation. */
    private static boolean hasTest(String source, String method) {
        int at = source.indexOf("void " + method + "(");
        if (at < 0) {
            return false;
        }
        String before = source.substring(0, at);
        int annotation = Math.max(before.lastIndexOf("@Test"), before.lastIndexOf("@ParameterizedTest"));
        return annotation > before.lastIndexOf(" void ");
    }

    private static Map<String, List<Path>> sources() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> path.toString().contains("/src/"))
                    .collect(Collectors.groupingBy(
                            path -> path.getFileName().toString().replace(".java", "")));
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
