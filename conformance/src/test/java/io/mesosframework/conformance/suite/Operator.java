package io.mesosframework.conformance.suite;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Who calls the operator API and reads the JSON endpoints. Records status and, where it is an error, the text; a scenario shows what it wants of the rest. */
public final class Operator extends Actor {
    Operator(Stage stage, String name) {
        super(stage, name);
    }

    /** A call to the leading master's {@code /api/v1}; the answer's JSON, or null in JSON where there is none. */
    public JsonNode call(String json, Object... values) {
        return call(stage().master(), json, values);
    }

    /** A call to the {@code /api/v1} of a master or agent. */
    public JsonNode call(String address, String json, Object... values) {
        ObjectNode call = Json.object(json, values);
        did("calls", call);
        return answer(
                address,
                Http.request(
                        "POST",
                        "/api/v1",
                        address,
                        List.of("Content-Type: application/json", "Accept: application/json"),
                        Json.write(call).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    /** GET of the leading master. */
    public JsonNode get(String path) {
        return get(stage().master(), path);
    }

    public JsonNode get(String address, String path) {
        did("GET " + path);
        return answer(address, Http.request("GET", path, address, List.of(), new byte[0]));
    }

    private JsonNode answer(String address, byte[] request) {
        try (Http http = Http.connect(address, (int) stage().patience().toMillis())) {
            http.write(request);
            Http.Reply reply = http.reply();
            Optional<JsonNode> tree = Web.tree(reply);
            saw(reply.statusLine() + (tree.isPresent() || reply.body().isEmpty() ? "" : ": " + reply.text()));
            return tree.orElse(JsonNodeFactory.instance.nullNode());
        }
    }

    @Override
    void leave() {}
}
