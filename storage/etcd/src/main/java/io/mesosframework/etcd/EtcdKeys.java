package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.mesosframework.storage.Keys;
import java.nio.charset.StandardCharsets;

/** Where what stands in etcd: data under {@code <namespace>d/}, what is the driver's own under {@code <namespace>m/}. */
record EtcdKeys(String namespace) {

    ByteSequence format() {
        return bytes(namespace + "m/format");
    }

    ByteSequence marker(String instance) {
        return bytes(namespace + "m/commits/" + instance);
    }

    /** There while a large transaction is being made. */
    ByteSequence journal() {
        return bytes(namespace + "m/journal");
    }

    /** Put with each step of a large transaction, and never deleted. */
    ByteSequence journalStep() {
        return bytes(namespace + "m/journal-step");
    }

    /** What the parts of all large transactions stand under; {@code /} ends it. */
    String journals() {
        return namespace + "m/journals/";
    }

    ByteSequence data(String key) {
        return bytes(namespace + "d/" + key);
    }

    /** The first key behind all with this prefix. */
    ByteSequence after(String prefix) {
        return Keys.afterPrefix(prefix).map(this::data).orElseGet(() -> bytes(namespace + "d0"));
    }

    String name(ByteSequence data) {
        return data.toString(StandardCharsets.UTF_8).substring(namespace.length() + 2);
    }

    static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }
}
