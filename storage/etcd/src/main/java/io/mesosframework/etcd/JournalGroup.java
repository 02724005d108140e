package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import java.util.UUID;

/**
 * Where one large transaction's parts stand, and the notes that a precondition did not hold.
 *
 * @param instance whose it is, as in the key of its marker
 * @param id never used again
 */
record JournalGroup(String instance, String id) {

    static JournalGroup of(String instance) {
        return new JournalGroup(instance, UUID.randomUUID().toString());
    }

    ByteSequence part(EtcdKeys keys, int number) {
        return EtcdKeys.bytes(parts(keys) + String.format("%04d", number));
    }

    String parts(EtcdKeys keys) {
        return all(keys) + "parts/";
    }

    ByteSequence refusal(EtcdKeys keys, int number) {
        return EtcdKeys.bytes(refusals(keys) + String.format("%04d", number));
    }

    String refusals(EtcdKeys keys) {
        return all(keys) + "refused/";
    }

    String all(EtcdKeys keys) {
        return keys.journals() + instance + "/" + id + "/";
    }

    /** The first key behind those that start with this text, which ends with {@code /}. */
    static ByteSequence after(String prefix) {
        return EtcdKeys.bytes(prefix.substring(0, prefix.length() - 1) + "0");
    }
}
