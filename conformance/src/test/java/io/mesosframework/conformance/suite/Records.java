package io.mesosframework.conformance.suite;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the real Mesos did, kept as text: {@code src/test/resources/records}. */
final class Records {
    private Records() {}

    static Path folder() {
        return Project.root().resolve("conformance/src/test/resources/records");
    }

    static Path file(Scenario scenario) {
        return folder().resolve(scenario.id() + ".txt");
    }

    static Optional<String> of(Scenario scenario) {
        try {
            Path file = file(scenario);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void keep(Scenario scenario, String text) {
        try {
            Files.createDirectories(folder());
            Files.writeString(file(scenario), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines in which two records differ, with what stands around them: - is the first's, + the second's. */
    static String difference(String first, String second) {
        List<String> a = first.lines().toList();
        List<String> b = second.lines().toList();
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add("  " + a.get(i));
                i++;
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + a.get(i++));
            } else {
                lines.add("+ " + b.get(j++));
            }
        }
        return String.join("\n", around(lines, 4));
    }

    private static List<String> around(List<String> lines, int context) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean near = lines.subList(Math.max(0, i - context), Math.min(lines.size(), i + context + 1)).stream()
                    .anyMatch(line -> !line.startsWith("  "));
            // What an entry is about stands in its first line, which is not indented further.
            boolean head = !lines.get(i).startsWith("      ");
            if (near || head) {
                kept.add(lines.get(i));
            }
        }
        return kept;
    }
}
