package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some writes of a large transaction as one value of etcd: a byte for the version, then each write as a letter ({@code p}ut, {@code d}elete, delete
 * {@code r}ange) and its one or two texts, each behind its length in four bytes.
 */
record JournalPart(List<EtcdWrite> writes) {

    /** How large a part is at most, unless it is one write alone: well below etcd's default of 1.5 MiB for a request. */
    static final int MOST_BYTES = 1 << 20;

    private static final byte VERSION = 1;

    /** None has a lease; at least one part, in the same order. */
    static List<JournalPart> split(List<EtcdWrite> writes) {
        List<JournalPart> parts = new ArrayList<>();
        List<EtcdWrite> part = new ArrayList<>();
        long bytes = 0;
        for (EtcdWrite write : writes) {
            if (!part.isEmpty() && bytes + write.bytes() > MOST_BYTES) {
                parts.add(new JournalPart(List.copyOf(part)));
                part.clear();
                bytes = 0;
            }
            part.add(write);
            bytes += write.bytes();
        }
        parts.add(new JournalPart(List.copyOf(part)));
        return parts;
    }

    ByteSequence encoded() {
        int size = 1;
        for (EtcdWrite write : writes) {
            size += write.bytes();
        }
        ByteBuffer to = ByteBuffer.allocate(size).put(VERSION);
        for (EtcdWrite write : writes) {
            if (write instanceof EtcdWrite.Put put) {
                put(put(to.put((byte) 'p'), put.key()), put.value());
            } else {
                EtcdWrite.Delete delete = (EtcdWrite.Delete) write;
                put(to.put((byte) (delete.to().isPresent() ? 'r' : 'd')), delete.from());
                delete.to().ifPresent(end -> put(to, end));
            }
        }
        byte[] written = new byte[to.position()];
        to.flip().get(written);
        return ByteSequence.from(written);
    }

    private static ByteBuffer put(ByteBuffer to, ByteSequence text) {
        return to.putInt(text.size()).put(text.getBytes());
    }

    /** Empty if it is none, or of a newer version. */
    static Optional<JournalPart> decode(ByteSequence encoded) {
        ByteBuffer from = ByteBuffer.wrap(encoded.getBytes());
        List<EtcdWrite> writes = new ArrayList<>();
        try {
            if (from.get() != VERSION) {
                return Optional.empty();
            }
            while (from.hasRemaining()) {
                switch (from.get()) {
                    case 'p' -> writes.add(new EtcdWrite.Put(text(from), text(from), 0));
                    case 'd' -> writes.add(new EtcdWrite.Delete(text(from), Optional.empty()));
                    case 'r' -> writes.add(new EtcdWrite.Delete(text(from), Optional.of(text(from))));
                    default -> {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(new JournalPart(writes));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static ByteSequence text(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        from.get(text);
        return ByteSequence.from(text);
    }
}
