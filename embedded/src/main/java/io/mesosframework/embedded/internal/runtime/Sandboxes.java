package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Sandbox directories on disk. */
public final class Sandboxes {

    private Sandboxes() {}

    /** Makes the sandbox with empty logs, and turns the executor's `latest` link to it. */
    static void create(ContainerLaunch launch) throws IOException {
        create(launch.sandbox());
        Path next = launch.latest().resolveSibling("." + launch.containerId().getValue() + ".latest");
        Files.createSymbolicLink(next, launch.sandbox());
        Files.move(next, launch.latest(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a sandbox with empty logs; one that is there already is used again. */
    static void create(Path sandbox) throws IOException {
        Files.createDirectories(sandbox);
        for (String log : List.of("stdout", "stderr")) {
            Files.write(sandbox.resolve(log), new byte[0]);
        }
    }

    /** Removes a whole tree, links themselves rather than what they point to. */
    public static void delete(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> children = Files.list(root)) {
                    children.toList().forEach(Sandboxes::delete);
                }
            }
            Files.deleteIfExists(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
