package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The description against the routes that there are, and what it says against itself. */
@Timeout(60)
final class OpenApiTest {

    private final ApiFixture api = new ApiFixture();
    private final JsonNode description = api.client.contract().description();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void everyOperationIsThereAndNoOther() throws Exception {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (String operation : api.client.contract().operations()) {
            String[] parts = operation.split(" ");
            String target = parts[1].replaceAll("\\{\\w+}", "nothing.0");
            methods.computeIfAbsent(target, first -> new TreeSet<>()).add(parts[0]);
        }
        for (var each : methods.entrySet()) {
            var answer = api.client.ask("PATCH", each.getKey(), "");
            assertThat(answer.statusCode()).as(each.getKey()).isEqualTo(405);
            Set<String> allowed = new TreeSet<>(
                    List.of(answer.headers().firstValue("Allow").orElseThrow().split(", ")));
            allowed.remove("HEAD");
            assertThat(allowed).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    @Test
    void everyRouteIsDescribed() {
        List<String> described = api.client.contract().operations();
        assertThat(FrameworkApi.routes(ApiSource.of(api.framework)))
                .extracting(route -> route.method() + " " + route.path())
                .isSubsetOf(described);
        assertThat(described)
                .contains("GET /v1/api/events", "GET /health/live", "GET /health/ready", "GET /health/leader")
                .contains("GET /metrics");
    }

    @Test
    void whatIsThereIsAnsweredAsDescribed() throws Exception {
        for (String operation : api.client.contract().operations()) {
            String[] parts = operation.split(" ");
            if (!parts[1].equals("/v1/api/events")) {
                String target = parts[1].replaceAll("\\{\\w+}", "nothing.0");
                assertThat(api.client.ask(parts[0], target, "").statusCode())
                        .as(operation)
                        .isIn(200, 400, 404, 503);
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnName() {
        description.findValues("$ref").forEach(reference -> {
            String pointer = reference.stringValue().substring(1);
            assertThat(description.at(pointer).isMissingNode()).as(pointer).isFalse();
        });
        assertThat(description.findValues("operationId")).doesNotHaveDuplicates();
        assertThat(description.path("openapi").stringValue()).startsWith("3.1");
    }

    @Test
    void everySchemaIsUsed() {
        List<String> used = description.findValues("$ref").stream()
                .map(JsonNode::stringValue)
                .toList();
        description
                .at("/components/schemas")
                .propertyNames()
                .forEach(name -> assertThat(used).contains("#/components/schemas/" + name));
    }

    /** A check that never fails would be none. */
    @Test
    void anAnswerThatIsNotAsDescribedIsSeen() {
        JsonNode changed = description.at("/components/schemas/Changed");
        ApiContract contract = api.client.contract();
        assertThat(contract.problems(changed, "{\"applications\":[{\"name\":\"a\",\"version\":1}]}"))
                .isEmpty();
        assertThat(contract.problems(changed, "{\"applications\":[{\"name\":\"a\"}]}"))
                .isNotEmpty();
        JsonNode time = description.at("/components/schemas/Time");
        assertThat(contract.problems(time, "\"yesterday\"")).isNotEmpty();
        assertThat(contract.problems(
                        description.at("/components/schemas/Applications"),
                        ApiFixture.app("web", 1).replace('\'', '"')))
                .isEmpty();
        assertThat(contract.problems(description.at("/components/schemas/Applications"), "{\"name\":\"WEB\"}"))
                .isNotEmpty();
    }
}
