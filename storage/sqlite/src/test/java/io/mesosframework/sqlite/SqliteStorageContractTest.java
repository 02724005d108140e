package io.mesosframework.sqlite;

import io.mesosframework.storage.Storage;
import io.mesosframework.testing.StorageContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageContractTest extends StorageContract {

    @TempDir
    private Path directory;

    @Override
    protected Storage open() {
        return SqliteStorage.open(directory.resolve("framework.db"));
    }

    @Override
    protected Optional<Storage> reopen() {
        return Optional.of(open());
    }
}
