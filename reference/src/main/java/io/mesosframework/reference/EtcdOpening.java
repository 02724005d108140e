package io.mesosframework.reference;

import io.mesosframework.etcd.EtcdStorage;
import io.mesosframework.etcd.EtcdStorageBuilder;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Opens what {@code --storage etcd:…} names. */
final class EtcdOpening {

    /** What etcd's client logs by; held here, as a logger that nobody holds forgets its level. */
    private final Logger grpc = Logger.getLogger("io.grpc");

    /** @throws BadInputException if the text or a file that it names is none */
    Storage open(String text, UnaryOperator<EtcdStorageBuilder> settings) {
        grpc.setLevel(Level.WARNING);
        try {
            return settings.apply(EtcdStorage.builder(text)).connect();
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.INVALID) {
                throw new BadInputException("--storage: " + e.getMessage());
            }
            throw e;
        }
    }
}
