package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API's description, and what answers must be to be as it says. */
final class ApiContract {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonNode description;

    ApiContract(JsonNode description) {
        this.description = description;
    }

    JsonNode description() {
        return description;
    }

    /** All operations, as {@code GET /path}. */
    List<String> operations() {
        List<String> all = new ArrayList<>();
        description
                .path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    /** Whether the answer has a status that is described, and a body that is as described; where nothing is, it says so. */
    void check(String method, String path, HttpResponse<String> answer) {
        Optional<JsonNode> described = describedPath(path);
        if (described.isEmpty() && !path.startsWith("/v1/api/")) {
            return; // served beside an API that does not know of it
        }
        if (described.isEmpty()) {
            assertThat(answer.statusCode())
                    .as("no path of the description: " + path)
                    .isIn(400, 404);
            return;
        }
        String verb = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        if (!described.get().has(verb)) {
            assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
            return;
        }
        JsonNode response = described.get().path(verb).path("responses").path(String.valueOf(answer.statusCode()));
        assertThat(response.isMissingNode())
                .as(method + " " + path + " answers " + answer.statusCode() + ", which is not described")
                .isFalse();
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        assertThat(response.path("content").propertyNames()).as(path).contains(type);
        if (!method.equals("HEAD") && type.equals("application/json")) {
            JsonNode schema = response.path("content").path(type).path("schema");
            assertThat(problems(schema, answer.body()))
                    .as(method + " " + path + ": " + answer.body())
                    .isEmpty();
        }
    }

    private Optional<JsonNode> describedPath(String path) {
        JsonNode paths = description.path("paths");
        if (paths.has(path)) {
            return Optional.of(paths.path(path));
        }
        return paths.propertyStream()
                .filter(one -> path.matches(Pattern.quote(one.getKey()).replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q")))
                .map(one -> one.getValue())
                .findFirst();
    }

    /** What is wrong with a JSON text by a schema of the description. */
    List<String> problems(JsonNode schema, String json) {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("allOf", MAPPER.createArrayNode().add(schema));
        root.set("components", description.path("components"));
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root.toString(), InputFormat.JSON);
        return compiled
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }
}
