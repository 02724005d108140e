package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.util.Optional;

/** One change of etcd's keys. */
sealed interface EtcdWrite {

    /** What an operation takes in a request beside keys and values, at most. */
    int OVERHEAD = 48;

    Op operation();

    int bytes();

    /** @param lease 0 for none */
    record Put(ByteSequence key, ByteSequence value, long lease) implements EtcdWrite {

        @Override
        public Op operation() {
            return Op.put(
                    key,
                    value,
                    lease == 0
                            ? PutOption.DEFAULT
                            : PutOption.builder().withLeaseId(lease).build());
        }

        @Override
        public int bytes() {
            return key.size() + value.size() + OVERHEAD;
        }
    }

    /** @param to the first key behind those that are deleted; absent for {@code from} alone */
    record Delete(ByteSequence from, Optional<ByteSequence> to) implements EtcdWrite {

        @Override
        public Op operation() {
            return Op.delete(
                    from,
                    to.map(end -> DeleteOption.builder().withRange(end).build()).orElse(DeleteOption.DEFAULT));
        }

        @Override
        public int bytes() {
            return from.size() + to.map(ByteSequence::size).orElse(0) + OVERHEAD;
        }
    }
}
