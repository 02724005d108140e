package io.mesosframework.conformance.own;

import io.mesosframework.storage.Storage;
import io.mesosframework.testing.StorageContract;

/** A user's own storage is checked as ours are. */
final class OwnStorageContractTest extends StorageContract {

    @Override
    protected Storage open() {
        return new MapStorage();
    }

    @Override
    protected boolean hasLeases() {
        return false;
    }

    @Override
    protected boolean hasWatches() {
        return false;
    }
}
