package io.mesosframework.testing.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/testing.md shows what is compiled and run here. */
class GuideTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/test/java/io/mesosframework/testing/guide/FirstTest.java",
                "../examples/consumer/src/test/java/example/ShopTest.java"
            })
    void theGuideShowsTheTestThatRuns(String test) throws IOException {
        String source = Files.readString(Path.of(test));
        String shown = Pattern.compile("(?s)<!-- " + Path.of(test).getFileName() + " -->\n```java\n(.*?)```")
                .matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(source).endsWith(shown);
        assertThat(shown).contains(source.lines().filter(GuideTest::isImport).toList());
        assertThat(shown.lines().filter(line -> !isImport(line) && !line.isEmpty()))
                .hasSizeLessThanOrEqualTo(20);
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }
}
