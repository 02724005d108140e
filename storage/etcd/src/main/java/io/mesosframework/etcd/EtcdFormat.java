package io.mesosframework.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Which layout a namespace has, by the number in its key {@code m/format}. */
record EtcdFormat(Client client, String name, EtcdKeys keys) {

    private static final String CURRENT = "1";

    /** Makes it the current one where there is none. */
    CompletableFuture<Void> make() {
        return client.getKVClient()
                .txn()
                .If(new Cmp(keys.format(), Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(keys.format(), EtcdKeys.bytes(CURRENT), PutOption.DEFAULT))
                .Else(Op.get(keys.format(), GetOption.DEFAULT))
                .commit()
                .thenAccept(answer -> {
                    if (!answer.isSucceeded()) {
                        require(answer.getGetResponses().get(0).getKvs());
                    }
                });
    }

    CompletableFuture<Void> check() {
        return client.getKVClient().get(keys.format()).thenAccept(answer -> require(answer.getKvs()));
    }

    private void require(List<KeyValue> found) {
        for (KeyValue stored : found) {
            String format = EtcdKeys.text(stored.getValue());
            if (format.equals(CURRENT)) {
                continue;
            }
            throw new StorageException(
                    Kind.CORRUPT,
                    false,
                    format.matches("\\d{1,9}")
                            ? name + " has format " + format + " under '" + keys.namespace()
                                    + "', and this release reads " + CURRENT + ": use the release that wrote it"
                            : name + " holds something else than a storage of ours under '" + keys.namespace() + "': '"
                                    + EtcdKeys.text(keys.format()) + "' is no format; use another namespace",
                    null);
        }
    }
}
