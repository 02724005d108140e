package io.mesosframework.embedded.internal.web;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import java.util.Optional;

/** An agent's rules for the media types of its operator API, which knows streams both ways (PROTOCOL A30-A33). */
final class AgentMediaTypes {

    private static final String RECORDIO = "application/recordio";
    private static final String TWO = "application/json or application/x-protobuf";

    private AgentMediaTypes() {}

    /** The first thing wrong; the body has not been looked at by then. */
    static Optional<Response> problem(Headers headers) {
        String contentType = headers.get("Content-Type").orElse(null);
        if (contentType == null) {
            return refuse(400, "Expecting 'Content-Type' to be present");
        }
        boolean streamIn = contentType.equals(RECORDIO);
        if (!streamIn && Codec.ofMediaType(contentType).isEmpty()) {
            return refuse(415, "Expecting 'Content-Type' of " + TWO + " or " + RECORDIO);
        }
        Optional<String> messageType = headers.get("Message-Content-Type");
        if (streamIn && messageType.isEmpty()) {
            return refuse(400, "Expecting 'Message-Content-Type' to be set for streaming requests");
        }
        if (streamIn && messageType.flatMap(Codec::ofMediaType).isEmpty()) {
            return refuse(415, "Expecting 'Message-Content-Type' of " + TWO);
        }
        if (!streamIn && messageType.isPresent()) {
            return refuse(415, "Expecting 'Message-Content-Type' to be not set for non-streaming requests");
        }
        return acceptProblem(headers)
                .or(() -> streamIn
                        ? refuse(400, "Received EOF while reading request body") // no call takes a stream here
                        : Optional.empty());
    }

    private static Optional<Response> acceptProblem(Headers headers) {
        boolean streamOut = wantsStream(headers);
        if (!streamOut
                && CallReader.accepted(headers.get("Accept").orElse(null)).isEmpty()) {
            return refuse(406, "Expecting 'Accept' to allow " + TWO + " or " + RECORDIO);
        }
        Optional<String> messageAccept = headers.get("Message-Accept");
        if (streamOut
                && messageAccept.isPresent()
                && CallReader.accepted(messageAccept.get()).isEmpty()) {
            return refuse(406, "Expecting 'Message-Accept' to allow " + TWO);
        }
        return !streamOut && messageAccept.isPresent()
                ? refuse(406, "Expecting 'Message-Accept' to be not set for non-streaming responses")
                : Optional.empty();
    }

    /** JSON and protobuf come first where the client takes all of them. */
    static boolean wantsStream(Headers headers) {
        String accept = headers.get("Accept").orElse(null);
        return accept != null && CallReader.accepted(accept).isEmpty() && CallReader.allows(accept, RECORDIO);
    }

    private static Optional<Response> refuse(int status, String text) {
        return Optional.of(Response.of(status, text));
    }
}
