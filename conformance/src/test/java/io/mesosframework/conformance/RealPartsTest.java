package io.mesosframework.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.testing.mesos.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

final class RealPartsTest {
    @TempDir
    private Path folder;

    @Test
    void withoutPackagesAPartIsSkippedAndTheReportSaysWhy() throws IOException {
        RealParts parts = parts("echo 'packages missing: g++'; exit 3", false);

        assertThat(parts.obstacle()).hasValue("packages missing: g++");
        assertThatThrownBy(() -> parts.refuse("client", "packages missing: g++"))
                .isInstanceOf(TestAbortedException.class);
        assertThat(report()).containsExactly("skipped: client: packages missing: g++");
    }

    @Test
    void inCiAPartThatCannotRunFails() throws IOException {
        RealParts parts = parts("[ $1 != check ] || exit 0; echo no network; exit 1", true);

        assertThat(parts.obstacle()).hasValueSatisfying(why -> assertThat(why).contains("build", "no network"));
        assertThatThrownBy(() -> parts.refuse("client", "no network"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no network");
        assertThat(report()).containsExactly("failed: client: no network");
    }

    @Test
    void inCiMissingPackagesAreLeftToTheBuildToInstall() throws IOException {
        assertThat(parts("[ $1 = build ]", true).obstacle()).isEmpty();
        assertThat(parts("[ $1 = build ]", false).obstacle()).isPresent();
    }

    @Test
    void theProjectsRigSaysWhatIsMissingInOneLine() {
        Rig.find()
                .orElseThrow()
                .check()
                .ifPresent(missing -> assertThat(missing).doesNotContain("\n"));
    }

    private RealParts parts(String script, boolean ci) throws IOException {
        Path rig = Files.writeString(folder.resolve("rig.sh"), script);
        return new RealParts(new Rig(rig, folder.resolve("programs")), folder.resolve("report.txt"), ci);
    }

    private Iterable<String> report() throws IOException {
        return Files.readAllLines(folder.resolve("report.txt"));
    }
}
