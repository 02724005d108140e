package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Project;
import io.mesosframework.conformance.house.NamedTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    private static final Pattern IMPORT = Pattern.compile("(?m)^import ([\\w.]+);$");
    private static final Pattern NO_NAMES = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|//.*|(?s:/\\*.*?\\*/)");
    private static final String IMPORTS = "imports";
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(GUIDE)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    /** A piece of Java, and the imports of the file that it stands in. */
    private record Piece(String code, List<String> imports) {

        /** Those of the imports that the code has use for. */
        Stream<String> used() {
            String names = NO_NAMES.matcher(code).replaceAll("");
            return imports.stream()
                    .filter(name -> Pattern.compile("\\b" + name.substring(name.lastIndexOf('.') + 1) + "\\b")
                            .matcher(names)
                            .find());
        }
    }

    private static Map<String, Piece> pieces() throws IOException {
        Map<String, Piece> pieces = new HashMap<>();
        try (Stream<Path> files = Files.list(SNIPPETS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                List<String> imports = IMPORT.matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                Matcher region = REGION.matcher(source);
                while (region.find()) {
                    assertThat(pieces.put(region.group(1), new Piece(unindented(region.group(2)), imports)))
                            .as("two pieces called %s", region.group(1))
                            .isNull();
                }
            }
        }
        return pieces;
    }

    private static Piece piece(Map<String, Piece> pieces, String name) {
        return Objects.requireNonNull(pieces.get(name), () -> "no piece is called " + name);
    }

    /** Without the last line's end, which would count as a line that is not indented. */
    private static String unindented(String lines) {
        return lines.stripTrailing().stripIndent() + "\n";
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPieceOfJavaIsThatWhichIsCompiled(Path page) throws IOException {
        Map<String, Piece> pieces = pieces();
        for (Map.Entry<String, String> block : blocks(page).entrySet()) {
            if (!block.getKey().equals(IMPORTS)) {
                assertThat(block.getValue())
                        .isEqualTo(piece(pieces, block.getKey()).code());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theImportsOfItsPiecesAreShownOnce(Path page) throws IOException {
        Map<String, Piece> pieces = pieces();
        Map<String, String> blocks = blocks(page);
        String imports = blocks.keySet().stream()
                .filter(name -> !name.equals(IMPORTS))
                .flatMap(name -> piece(pieces, name).used())
                .distinct()
                .sorted()
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining());
        assertThat(blocks.getOrDefault(IMPORTS, "")).isEqualTo(imports);
    }

    /** The pieces of a page by the names that stand above them. */
    private static Map<String, String> blocks(Path page) throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            assertThat(block.group(1)).as("the name above: %s", block.group(2)).isNotNull();
            assertThat(blocks.put(block.group(1), block.group(2)))
                    .as("two pieces called %s", block.group(1))
                    .isNull();
        }
        return blocks;
    }

    @Test
    void everyPieceIsShown() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path page : pages().toList()) {
            all.append(Files.readString(page));
        }
        assertThat(pieces().keySet())
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
