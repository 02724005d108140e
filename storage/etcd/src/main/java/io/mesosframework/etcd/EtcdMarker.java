package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The key in which one instance counts its commits. Its value, sixteen hexadecimal digits and a letter for the outcome, only grows in the order of its bytes: what
 * arrives late finds a greater one and does nothing.
 *
 * @param lease under which the key stands, so that it goes some time after the instance
 */
record EtcdMarker(Client client, ByteSequence key, long lease) {

    static final char COMMITTED = 'c';
    static final char REFUSED = 'r';
    private static final char FENCED = 'f';

    static String value(long number, char outcome) {
        return String.format("%016x", number) + outcome;
    }

    /** The value that was found; empty if there is none. */
    static String found(GetResponse answer) {
        List<KeyValue> found = answer.getKvs();
        return found.isEmpty() ? "" : found.get(0).getValue().toString(StandardCharsets.UTF_8);
    }

    Cmp is(String value) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.value(EtcdKeys.bytes(value)));
    }

    Op get() {
        return Op.get(key, GetOption.DEFAULT);
    }

    Op put(String value) {
        return Op.put(
                key,
                EtcdKeys.bytes(value),
                PutOption.builder().withLeaseId(lease).build());
    }

    /**
     * Raises the number to this one, so that attempts with smaller ones do nothing any more.
     *
     * @return the value that stands there then: {@code value(number, FENCED)}, unless it was greater already
     */
    CompletableFuture<String> fence(long number) {
        String fenced = value(number, FENCED);
        Op[] raise = {put(fenced), get()};
        Cmp smaller = new Cmp(key, Cmp.Op.LESS, CmpTarget.value(EtcdKeys.bytes(fenced)));
        Cmp absent = new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0));
        return client.getKVClient()
                .txn()
                .If(smaller)
                .Then(raise)
                .Else(Op.txn(new Cmp[] {absent}, raise, new Op[] {get()}))
                .commit()
                .thenApply(answer -> found((answer.isSucceeded()
                                ? answer
                                : answer.getTxnResponses().get(0))
                        .getGetResponses()
                        .get(0)));
    }

    static boolean isFence(String value, long number) {
        return value.equals(value(number, FENCED));
    }
}
