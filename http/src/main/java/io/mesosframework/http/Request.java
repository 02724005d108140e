package io.mesosframework.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request with its whole body. What the transport knows it adds itself, unless given here: {@code Host},
 * {@code User-Agent}, {@code Content-Length}, and on calls {@code Accept-Encoding}.
 *
 * @param method such as {@code POST}: letters, in the case that goes over the wire
 * @param path from the first slash, with the query: {@code /api/v1/scheduler?x=y}; visible ASCII only
 * @param headers the fields to send, or those that came
 * @param body the bytes; empty if there are none. Not copied: nobody may change them
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of each body would cost more than it guards against
public record Request(String method, String path, Headers headers, byte[] body) {

    private static final byte[] NO_BODY = {};

    /**
     * @throws IllegalArgumentException for a method that is not a token or a path that does not start with a slash or holds
     *     spaces, control characters or anything but ASCII
     */
    public Request {
        if (!Wire.isToken(method)) {
            throw new IllegalArgumentException("Not an HTTP method: '" + method + "'");
        }
        if (!path.startsWith("/") && !path.equals("*")) {
            throw new IllegalArgumentException("The path of a request starts with '/': '" + path + "'");
        }
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) >= 0x7f) {
                throw new IllegalArgumentException(
                        "The path of a request is visible ASCII, percent-encode what is not: '" + path + "', index "
                                + i);
            }
        }
    }

    /** A GET without a body. */
    public static Request get(String path, Headers headers) {
        return new Request("GET", path, headers, NO_BODY);
    }

    /** A POST of this body. */
    public static Request post(String path, Headers headers, byte[] body) {
        return new Request("POST", path, headers, body);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Request that
                && method.equals(that.method)
                && path.equals(that.path)
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * path.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return method + " " + path + " " + headers + " [" + body.length + " bytes]";
    }
}
