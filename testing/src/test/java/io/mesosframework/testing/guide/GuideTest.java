package io.mesosframework.testing.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/testing.md shows what is compiled and run here. */
class GuideTest {

    private static final Pattern SHOWN = Pattern.compile("(?s)<!-- FirstTest.java -->\n```java\n(.*?)```");

    @Test
    void theGuideShowsTheTestThatRuns() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/mesosframework/testing/guide/FirstTest.java"));
        String shown = SHOWN.matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(source).endsWith(shown);
        assertThat(shown.lines()).hasSizeLessThanOrEqualTo(20);
    }
}
