package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.Route;
import java.util.List;
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
    void everyRouteIsDescribedAndNothingElse() {
        List<String> routes = FrameworkApi.routes(ApiSource.of(api.framework)).stream()
                .map(route -> route.method() + " " + route.path())
                .toList();
        assertThat(api.client.contract().operations()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void eachOperationIsAnsweredByTheServer() throws Exception {
        for (Route route : FrameworkApi.routes(ApiSource.of(api.framework))) {
            String target = route.path().replaceAll("\\{\\w+}", "nothing.0");
            assertThat(api.client.ask(route.method(), target, "").statusCode())
                    .as(route.method() + " " + target)
                    .isIn(200, 400, 404);
            assertThat(api.client.ask("PATCH", target, "").statusCode()).isEqualTo(405);
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
