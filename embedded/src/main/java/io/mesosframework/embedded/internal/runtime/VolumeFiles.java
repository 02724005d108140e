package io.mesosframework.embedded.internal.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Persistent volumes on disk. All of it is a few calls of the file system, so that the order of operations is kept. */
final class VolumeFiles {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeFiles.class);

    private final AtomicLong taken = new AtomicLong();

    void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.error("A persistent volume cannot be made at {}", directory, e);
        }
    }

    void link(Path link, Path directory) {
        try {
            if (Files.notExists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, directory);
            }
        } catch (IOException e) {
            LOG.error("A persistent volume cannot be put into a sandbox at {}", link, e);
        }
    }

    /** Moves the directory aside, where it may be deleted at leisure. */
    Optional<Path> takeAway(Path directory) {
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        Path aside = directory.resolveSibling("." + directory.getFileName() + ".destroyed-" + taken.incrementAndGet());
        try {
            return Optional.of(Files.move(directory, aside));
        } catch (IOException e) {
            LOG.error("The persistent volume at {} cannot be taken away", directory, e);
            return Optional.empty();
        }
    }
}
