package io.mesosframework.embedded.internal.web;

import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Answers as Mesos gives them. */
final class Replies {

    private Replies() {}

    /** Without text there is neither body nor Content-Type. */
    static Response text(int status, String text) {
        return text.isEmpty() ? Response.of(status) : Response.of(status, text);
    }

    static Response json(JsonNode json) {
        return new Response(
                200,
                Headers.of("Content-Type", "application/json"),
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Response notFound() {
        return Response.of(404, "404 Not Found.");
    }

    static Response methodNotAllowed(String expected, String received) {
        Response response = Response.of(
                405,
                "405 Method Not Allowed. Expecting one of { '" + expected + "' }, but received '" + received + "'.");
        return new Response(405, response.headers().with("Allow", expected), response.body());
    }

    static Response unauthorized(String realm) {
        Response response = Response.of(401, "401 Unauthorized.");
        return new Response(
                401, response.headers().with("WWW-Authenticate", "Basic realm=\"" + realm + "\""), response.body());
    }
}
