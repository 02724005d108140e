package io.mesosframework.sqlite;

import io.mesosframework.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The note beside the file that says whose it is. It tells and does not lock, so a left-over one does no harm. */
final class OwnerFile {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStorage.class);

    private final Path file;
    private final Path note;

    OwnerFile(Path file) {
        this.file = file;
        this.note = file.resolveSibling(file.getFileName() + ".owner");
    }

    void write() {
        try {
            Files.writeString(note, ProcessHandle.current().pid() + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("Who owns {} could not be noted; whoever is refused will not be told", file, e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted; it may be removed by hand", note, e);
        }
    }

    StorageException inUse(Exception cause) {
        String who = livingOwner()
                .map(pid ->
                        pid == ProcessHandle.current().pid() ? "this process (" + pid + ") already" : "process " + pid)
                .orElse("another process");
        return new StorageException(
                StorageException.Kind.IN_USE,
                false,
                file + " is open in " + who + "; a storage belongs to one process at a time",
                cause);
    }

    private Optional<Long> livingOwner() {
        try {
            long pid = Long.parseLong(
                    Files.readString(note, StandardCharsets.UTF_8).strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessHandle::pid);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
