package io.mesosframework.server.artifacts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of bytes (RFC 9110, 14).
 *
 * @param first the first byte; -1 where the last {@code last} bytes are asked for
 * @param last the last byte; {@link Long#MAX_VALUE} where all to the end are
 */
record ByteRange(long first, long last) {

    private static final Pattern ONE =
            Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

    /** Empty where it is malformed, of another unit, or several: then the whole is sent. */
    static Optional<ByteRange> parse(String header) {
        Matcher matcher = ONE.matcher(header);
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            return Optional.of(new ByteRange(-1, Long.parseLong(matcher.group(2))));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        return last < first ? Optional.empty() : Optional.of(new ByteRange(first, last));
    }

    /** Of a file of this size. */
    ByteRange within(long size) {
        return first < 0
                ? new ByteRange(last == 0 ? size : Math.max(size - last, 0), size - 1)
                : new ByteRange(first, Math.min(last, size - 1));
    }

    boolean isEmpty() {
        return length() <= 0;
    }

    long length() {
        return last - first + 1;
    }
}
