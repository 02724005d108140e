package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class KeptDisksOnEmbeddedMesosTest extends KeptDisks {
    private final Path path;
    private final Path mount;
    private final EmbeddedMesos mesos;

    KeptDisksOnEmbeddedMesosTest(@TempDir Path disks) throws IOException {
        path = Files.createDirectory(disks.resolve("path"));
        mount = Files.createDirectory(disks.resolve("mount"));
        mesos = EmbeddedMesos.builder()
                .agents(1)
                .resources(resources(path, mount()))
                .allocationInterval(Duration.ofMillis(100))
                .start();
    }

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    Path path() {
        return path;
    }

    @Override
    Optional<Path> mount() {
        return Optional.of(mount);
    }

    @Override
    String master() {
        return mesos.master();
    }
}
