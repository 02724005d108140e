package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Gathers a body up to a limit. */
final class BodyCollector {

    /** What is allocated on the word of a Content-Length alone. */
    private static final int TRUSTED = 1 << 20;

    private final int limit;
    private byte[] bytes;
    private int size;

    /**
     * @param announced the Content-Length, or a negative number
     */
    BodyCollector(int limit, long announced) {
        this.limit = limit;
        this.bytes = new byte[(int) Math.max(0, Math.min(announced, Math.min(limit, TRUSTED)))];
    }

    /** Adds a copy of the buffer's bytes, unless that would break the limit: then it adds nothing and says false. */
    boolean add(ByteBuf data) {
        int more = data.readableBytes();
        if (more > limit - size) {
            return false;
        }
        if (more > bytes.length - size) {
            long doubled = Math.max((long) size + more, Math.max(1024, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
        }
        data.getBytes(data.readerIndex(), bytes, size, more);
        size += more;
        return true;
    }

    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
