package io.mesosframework.testing;

import io.mesosframework.storage.Storage;

class MemoryStorageTest extends StorageContract {

    @Override
    protected Storage open() {
        return Storage.inMemory();
    }
}
