package io.mesosframework.server;

import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An answer. Content-Length and Date are set by the server, as are {@code X-Content-Type-Options}, {@code Cache-Control: no-store} where
 * none is given and, over TLS, {@code Strict-Transport-Security}.
 *
 * @param status 200 to 599
 * @param headers in their order
 * @param body what follows them
 */
public record ServerResponse(int status, Map<String, String> headers, Body body) {

    private static final String JSON = "application/json";

    public ServerResponse {
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** What an answer consists of. */
    public sealed interface Body {}

    /** Bytes, maybe none. Not copied. */
    public static final class Whole implements Body {
        private final byte[] bytes;

        public Whole(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /**
     * A part of a file.
     *
     * @param channel closed by the server
     * @param first the first byte
     * @param length how many
     */
    public record FilePart(SeekableByteChannel channel, long first, long length) implements Body {}

    /** An answer that goes on until it is closed; what takes the writer is called when the headers have been sent. */
    public record Stream(Consumer<StreamWriter> begin) implements Body {}

    /** Nothing but a status. */
    public static ServerResponse empty(int status) {
        return new ServerResponse(status, Map.of(), new Whole(new byte[0]));
    }

    public static ServerResponse bytes(int status, String contentType, byte[] bytes) {
        return new ServerResponse(status, Map.of("Content-Type", contentType), new Whole(bytes));
    }

    /** In UTF-8. */
    public static ServerResponse text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON text. */
    public static ServerResponse json(int status, String json) {
        return bytes(status, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /** What is wrong, as {@code {"errors":[{"path":…,"message":…}]}}. */
    public static ServerResponse faults(int status, List<Fault> faults) {
        return json(status, Faults.json(faults));
    }

    /** An answer that goes on. */
    public static ServerResponse stream(String contentType, Consumer<StreamWriter> begin) {
        return new ServerResponse(200, Map.of("Content-Type", contentType), new Stream(begin));
    }

    public ServerResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ServerResponse(status, more, body);
    }

    /** For handlers that need not wait. */
    public CompletableFuture<ServerResponse> now() {
        return CompletableFuture.completedFuture(this);
    }
}
