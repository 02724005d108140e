package io.mesosframework.embedded.internal.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

    /** Moves the directory aside, or all that is in it, where it may be deleted at leisure. */
    Optional<Path> takeAway(Path directory, boolean isMount) {
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        String name = "." + directory.getFileName() + ".destroyed-" + taken.incrementAndGet();
        Path aside = isMount ? directory.resolve(name) : directory.resolveSibling(name);
        try {
            if (isMount) {
                return Optional.of(emptied(directory, aside));
            }
            return Optional.of(Files.move(directory, aside));
        } catch (IOException e) {
            LOG.error("The persistent volume at {} cannot be taken away", directory, e);
            return Optional.empty();
        }
    }

    private static Path emptied(Path directory, Path aside) throws IOException {
        List<Path> inside;
        try (Stream<Path> files = Files.list(directory)) {
            // What was emptied before may still be on its way out.
            inside = files.filter(file -> !file.getFileName().toString().startsWith("." + directory.getFileName()))
                    .toList();
        }
        Files.createDirectory(aside);
        for (Path file : inside) {
            Files.move(file, aside.resolve(file.getFileName()));
        }
        return aside;
    }
}
