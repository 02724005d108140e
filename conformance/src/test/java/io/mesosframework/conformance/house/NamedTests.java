package io.mesosframework.conformance.house;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests that a document names as {@code `Class#method`}. */
public final class NamedTests {

    /** How a test is named. */
    static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    private NamedTests() {}

    /** Those that are not in the sources. */
    public static List<String> missingIn(String document) throws IOException {
        Map<String, List<Path>> sources = sources();
        return TEST.matcher(document)
                .results()
                .filter(test -> sources.getOrDefault(test.group(1), List.of()).stream()
                        .noneMatch(path -> hasTest(text(path), test.group(2))))
                .map(test -> test.group())
                .toList();
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
        try (Stream<Path> files = Files.walk(Project.root())) {
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
