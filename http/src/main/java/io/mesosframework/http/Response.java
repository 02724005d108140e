package io.mesosframework.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer with its whole body. On the client's side a body that came as gzip is already decoded, and the headers that
 * told of it ({@code Content-Encoding}, {@code Content-Length}) are gone.
 *
 * @param status 100 to 999
 * @param headers the fields that came, or those to send; a server adds {@code Date} and {@code Content-Length} itself
 * @param body the bytes; empty if there are none. Not copied: nobody may change them
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of each body would cost more than it guards against
public record Response(int status, Headers headers, byte[] body) {

    private static final byte[] NO_BODY = {};

    /**
     * @throws IllegalArgumentException for a status outside 100 to 999
     */
    public Response {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("An HTTP status has three digits: " + status);
        }
    }

    /** An answer without a body. */
    public static Response of(int status) {
        return new Response(status, Headers.EMPTY, NO_BODY);
    }

    /** An answer of plain text in UTF-8. */
    public static Response of(int status, String text) {
        return new Response(
                status, Headers.of("Content-Type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The body read as UTF-8; what is not UTF-8 shows as replacement characters. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Response that
                && status == that.status
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * status + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return status + " " + headers + " [" + body.length + " bytes]";
    }
}
