package io.mesosframework.reference;

import io.mesosframework.etcd.EtcdStorageBuilder;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A storage that is there already, named as {@code --storage} names it. */
interface StoredPlace {

    /** Opens what is there; makes nothing. */
    Storage open();

    /** @throws BadInputException if the text names none that outlasts a process, or one that is not there */
    static StoredPlace of(String text, EtcdOpening etcd) {
        if (text.equals("memory")) {
            throw new BadInputException(
                    "--storage memory: what is in memory is gone with its process; name a sqlite:FILE or an etcd");
        }
        if (text.startsWith("etcd:")) {
            return () -> etcd.open(text, EtcdStorageBuilder::readOnly);
        }
        if (!text.startsWith("sqlite:") || text.equals("sqlite:")) {
            throw new BadInputException("--storage is sqlite:FILE or etcd:http[s]://host:port, not '" + text + "'");
        }
        Path file = file(text);
        return () -> SqliteStorage.open(file);
    }

    private static Path file(String text) {
        try {
            Path file = Path.of(text.substring("sqlite:".length()));
            if (!Files.exists(file)) {
                throw new BadInputException("--storage " + text + ": there is no such file");
            }
            if (Files.isRegularFile(file) && Files.size(file) == 0) { // to SQLite a database to be made
                throw new BadInputException("--storage " + text + ": the file is empty");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new BadInputException("--storage " + text + ": " + e.getMessage());
        } catch (IOException e) {
            throw new BadInputException("--storage " + text + ": " + Words.why(e));
        }
    }
}
