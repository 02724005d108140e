package io.mesosframework.embedded.internal.web;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a call from a request, with the checks that Mesos makes first, in its order (PROTOCOL A24-A27, A51). */
final class CallReader {

    private CallReader() {}

    /** The call, or nothing if the exchange has been answered with what is wrong. */
    static <M extends Message> Optional<M> read(
            Exchange exchange, M prototype, String kind, Function<M, Optional<String>> validation) {
        Request request = exchange.request();
        if (!request.method().equals("POST")) {
            exchange.respond(Replies.methodNotAllowed(List.of("POST"), request.method()));
            return Optional.empty();
        }
        String contentType = request.headers().get("Content-Type").orElse(null);
        if (contentType == null) {
            return refuse(exchange, 400, "Expecting 'Content-Type' to be present");
        }
        Codec codec = exactly(contentType);
        if (codec == null) {
            return refuse(exchange, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
        }
        M call;
        try {
            call = codec.decode(request.body(), prototype);
        } catch (CodecException e) {
            return refuse(exchange, 400, kind.equals("agent") ? ofAgent(e.reason()) : e.reason());
        }
        Optional<String> problem = validation.apply(call);
        if (problem.isPresent()) {
            return refuse(exchange, 400, "Failed to validate " + kind + "::Call: " + problem.get());
        }
        return Optional.of(call);
    }

    /** An agent has other words for the same. */
    private static String ofAgent(String reason) {
        return reason.equals("Failed to parse body into Call protobuf")
                ? "Failed to parse body into a protobuf object"
                : reason;
    }

    /** Neither parameters nor another case are allowed (PROTOCOL A24). */
    private static @Nullable Codec exactly(String contentType) {
        if (contentType.equals(Codec.PROTOBUF.mediaType())) {
            return Codec.PROTOBUF;
        }
        return contentType.equals(Codec.JSON.mediaType()) ? Codec.JSON : null;
    }

    /** The codec for the events of a stream, or nothing if the exchange has been answered with 406. */
    static Optional<Codec> streamCodec(Exchange exchange) {
        Optional<Codec> codec =
                accepted(exchange.request().headers().get("Accept").orElse(null));
        if (codec.isEmpty()) {
            exchange.respond(
                    Response.of(406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'"));
        }
        return codec;
    }

    /** Where both will do it is JSON (PROTOCOL A26, A27). */
    static Optional<Codec> accepted(@Nullable String accept) {
        if (accept == null || allows(accept, "application/json")) {
            return Optional.of(Codec.JSON);
        }
        return allows(accept, "application/x-protobuf") ? Optional.of(Codec.PROTOBUF) : Optional.empty();
    }

    static boolean allows(String accept, String mediaType) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String wanted = parts[0].strip();
            boolean matches = wanted.equals(mediaType) || wanted.equals("*/*") || wanted.equals("application/*");
            boolean refused = false;
            for (int i = 1; i < parts.length; i++) {
                refused |= parts[i].strip().matches("q\\s*=\\s*0(\\.0*)?");
            }
            if (matches && !refused) {
                return true;
            }
        }
        return false;
    }

    private static <M> Optional<M> refuse(Exchange exchange, int status, String text) {
        exchange.respond(Response.of(status, text));
        return Optional.empty();
    }
}
