package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a commit asks of etcd in one request, beside what it asks for its marker.
 *
 * @param preconditions checked, and read where the request is refused
 * @param writes made where they hold; asked for with each attempt, so that what waits is not held twice
 * @param rests whether the commit rests on what was stored while the marker was there, and must not be made under another
 */
record EtcdRequest(EtcdKeys keys, List<Precondition> preconditions, Supplier<List<Op>> writes, boolean rests) {

    EtcdRequest {
        preconditions = List.copyOf(preconditions);
    }

    List<Cmp> required() {
        List<Cmp> required = new ArrayList<>();
        for (Precondition precondition : preconditions) {
            required.add(
                    new Cmp(keys.data(precondition.key()), Cmp.Op.EQUAL, CmpTarget.version(precondition.version())));
        }
        return required;
    }

    /** Reads how things stand, for {@link #conflict}. */
    List<Op> reads() {
        List<Op> reads = new ArrayList<>();
        for (Precondition precondition : preconditions) {
            ByteSequence key = keys.data(precondition.key());
            reads.add(Op.get(key, GetOption.builder().withKeysOnly(true).build()));
        }
        return reads;
    }

    /** The first precondition that does not hold. */
    Optional<CommitResult> conflict(List<GetResponse> found) {
        for (int i = 0; i < preconditions.size(); i++) {
            Precondition precondition = preconditions.get(i);
            var stored = found.get(i).getKvs();
            long actual = stored.isEmpty() ? 0 : stored.get(0).getVersion();
            if (actual != precondition.version()) {
                return Optional.of(new CommitResult.Conflict(precondition.key(), precondition.version(), actual));
            }
        }
        return Optional.empty();
    }
}
