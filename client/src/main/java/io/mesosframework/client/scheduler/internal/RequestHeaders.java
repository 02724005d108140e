package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of the requests to a master. */
final class RequestHeaders {

    private final Headers headers;

    RequestHeaders(Codec codec, @Nullable Credentials credentials) {
        Headers plain = Headers.of("Content-Type", codec.mediaType(), "Accept", codec.mediaType());
        headers = credentials == null ? plain : plain.with("Authorization", credentials.authorization());
    }

    /** Without a stream id: SUBSCRIBE must not have one (PROTOCOL A52). */
    Headers ofSubscribe() {
        return headers;
    }

    /** With the stream id, which every other call must have (PROTOCOL A55). */
    Headers ofCall(Session session) {
        return headers.with(Answers.STREAM_ID, session.streamId());
    }
}
