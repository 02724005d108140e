package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A call: the answer is gathered and handed over whole. */
final class CallExchange extends ClientExchange {

    final CompletableFuture<Response> answer = new CompletableFuture<>();

    private final Origin origin;
    private final int maxBodyBytes;
    private int status;
    private Headers headers = Headers.EMPTY;
    private BodyCollector body;

    CallExchange(Request request, Origin origin, int maxBodyBytes) {
        super(request);
        this.origin = origin;
        this.maxBodyBytes = maxBodyBytes;
        this.body = new BodyCollector(maxBodyBytes, 0);
    }

    @Override
    boolean isAbandoned() {
        return answer.isDone();
    }

    @Override
    void head(HttpResponse head) {
        status = head.status().code();
        headers = Wire.headers(head.headers());
        long announced = request.method().equals("HEAD") ? 0 : HttpUtil.getContentLength(head, -1L);
        if (announced > maxBodyBytes) {
            throw tooLarge("is, with " + announced + " bytes, longer");
        }
        body = new BodyCollector(maxBodyBytes, announced);
    }

    @Override
    void data(ByteBuf data) {
        try {
            if (!body.add(data)) {
                throw tooLarge("is longer");
            }
        } finally {
            data.release();
        }
    }

    @Override
    void end() {
        byte[] bytes = body.bytes();
        if (Wire.isGzip(headers) && bytes.length > 0) {
            bytes = unpack(bytes);
            headers = headers.without("Content-Encoding").without("Content-Length");
        }
        answer.complete(new Response(status, headers, bytes));
    }

    private byte[] unpack(byte[] packed) {
        try {
            byte[] plain = Wire.gunzip(packed, maxBodyBytes);
            if (plain.length > maxBodyBytes) {
                throw tooLarge("is longer once unpacked");
            }
            return plain;
        } catch (IOException e) {
            throw new MalformedMessageException(
                    "The answer of " + origin + " to " + request.method() + " " + request.path()
                            + " says that it is gzip, but cannot be unpacked: " + e.getMessage(),
                    e);
        }
    }

    private BodyTooLargeException tooLarge(String how) {
        return new BodyTooLargeException(
                "The answer of " + origin + " to " + request.method() + " " + request.path() + " " + how
                        + " than maxBodyBytes, " + maxBodyBytes
                        + ", allows; raise it on the transport if this is expected",
                null);
    }

    @Override
    void fail(HttpException failure) {
        answer.completeExceptionally(failure);
    }
}
