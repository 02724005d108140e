package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.conformance.Commands;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** A MOUNT disk has to be a mount, so that part needs the right to make one. */
@RealPart("persistent volumes on PATH and MOUNT disks")
final class KeptDisksOnRealMesosTest extends KeptDisks {
    private final Path path;
    private final Path mount;
    private final boolean mounted;
    private final RealMesos mesos;

    KeptDisksOnRealMesosTest(@TempDir Path disks) throws IOException, InterruptedException {
        path = Files.createDirectory(disks.resolve("path"));
        mount = Files.createDirectory(disks.resolve("mount"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "none", mount.toString()) == 0;
        mesos = RealMesos.builder()
                .agents(1)
                .resources(resources(path, mount()))
                .start();
    }

    private int run(String... command) throws IOException, InterruptedException {
        return Commands.run(Duration.ofSeconds(30), path, command).code();
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        mesos.close();
        if (mounted) {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    @Override
    Path path() {
        return path;
    }

    @Override
    Optional<Path> mount() {
        return mounted ? Optional.of(mount) : Optional.empty();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
