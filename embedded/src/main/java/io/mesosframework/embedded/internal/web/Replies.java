package io.mesosframework.embedded.internal.web;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.core.MesosJson;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Answers as Mesos gives them. */
final class Replies {

    private Replies() {}

    /** What went well without a word has no Content-Type either. */
    static Response text(int status, String text) {
        return text.isEmpty() && status < 400 ? Response.of(status) : Response.of(status, text);
    }

    /** JSON, or a script that calls the function which the parameter `jsonp` names (PROTOCOL E54). */
    static Response json(JsonNode json, Map<String, String> query) {
        return json(MesosJson.text(json), query);
    }

    static Response json(String json, Map<String, String> query) {
        String function = query.get("jsonp");
        String type = function == null ? "application/json" : "text/javascript";
        String body = function == null ? json : function + "(" + json + ");";
        return new Response(
                200, Headers.of("Content-Length", "", "Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    static Response message(Codec codec, Message message) {
        return new Response(200, Headers.of("Content-Type", codec.mediaType()), codec.encode(message));
    }

    static Response notFound() {
        return Response.of(404, "404 Not Found.");
    }

    static Response forbidden() {
        return Response.of(403, "403 Forbidden.");
    }

    static Response methodNotAllowed(List<String> expected, String received) {
        return first(
                "Allow",
                String.join(", ", expected),
                Response.of(
                        405,
                        "405 Method Not Allowed. Expecting one of { '" + String.join("', '", expected)
                                + "' }, but received '" + received + "'."));
    }

    static Response unauthorized(String realm) {
        return first("WWW-Authenticate", "Basic realm=\"" + realm + "\"", Response.of(401, "401 Unauthorized."));
    }

    private static Response first(String name, String value, Response response) {
        List<String> fields = new ArrayList<>(List.of(name, value));
        response.headers().forEach((field, text) -> {
            fields.add(field);
            fields.add(text);
        });
        return new Response(response.status(), Headers.of(fields.toArray(String[]::new)), response.body());
    }
}
