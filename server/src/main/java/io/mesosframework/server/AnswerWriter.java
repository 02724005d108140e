package io.mesosframework.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes answers, and ends those that go on when the server stops. */
final class AnswerWriter {

    /** Two years, as for sites that browsers are to reach by TLS only ever. */
    static final String STRICT = "max-age=63072000";

    private final ServerLimits limits;
    private final Set<StreamBuffer> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    AnswerWriter(ServerLimits limits) {
        this.limits = limits;
    }

    static void common(Request request, Response response) {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        if (request.isSecure()) {
            response.getHeaders().put("Strict-Transport-Security", STRICT);
        }
    }

    void write(ServerResponse answer, Request request, Response response, Callback callback) {
        boolean isStream = answer.body() instanceof ServerResponse.Stream;
        if (isStream && (stopping || streams.size() >= limits.streams())) {
            write(
                    ServerResponse.faults(
                                    503, java.util.List.of(new Fault("Too many streams are open: try again later")))
                            .with("Retry-After", "10"),
                    request,
                    response,
                    callback);
            return;
        }
        response.setStatus(answer.status());
        common(request, response);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        boolean head = request.getMethod().equals("HEAD");
        if (answer.body() instanceof ServerResponse.Whole whole) {
            if (answer.status() != 204 && answer.status() != 304) {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.bytes().length);
            }
            response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(whole.bytes()), callback);
        } else if (answer.body() instanceof ServerResponse.FilePart part) {
            file(part, head, response, callback);
        } else if (answer.body() instanceof ServerResponse.Stream stream) {
            if (head) {
                callback.succeeded();
            } else {
                stream(stream, request, response, callback);
            }
        }
    }

    private static void file(ServerResponse.FilePart part, boolean head, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, part.length());
        if (head || part.length() == 0) {
            close(part);
            response.write(true, ByteBuffer.allocate(0), callback);
        } else {
            new FileSender(part, response, callback).iterate();
        }
    }

    private static void close(ServerResponse.FilePart part) {
        try {
            part.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stream(ServerResponse.Stream stream, Request request, Response response, Callback callback) {
        StreamBuffer buffer = new StreamBuffer(response, callback, limits.streamBuffer());
        streams.add(buffer);
        buffer.whenClosed(() -> streams.remove(buffer));
        request.addFailureListener(buffer::failed);
        request.addIdleTimeoutListener(timeout -> false);
        buffer.begin();
        stream.begin().accept(buffer);
        if (stopping) {
            buffer.close();
        }
    }

    /** How many answers go on just now. */
    int openStreams() {
        return streams.size();
    }

    /** Ends those that go on, and begins no more. */
    void stop() {
        stopping = true;
        streams.forEach(StreamBuffer::close);
    }
}
