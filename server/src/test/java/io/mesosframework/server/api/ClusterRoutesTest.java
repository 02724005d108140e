package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Why slots wait, offers and agents. */
@Timeout(60)
final class ClusterRoutesTest {

    private final ApiFixture api = new ApiFixture(builder -> builder.holdOffers(Duration.ofMinutes(5)));
    private final ApiClient client = api.client;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whatASlotLacksIsTold() throws Exception {
        api.run("web", 1);
        client.expect(201, "PUT", "/v1/api/app", ApiFixture.app("big", 2, 1000));
        await().untilAsserted(() -> assertThat(
                        client.get("/v1/api/why").at("/slots/0/causes/0/reason").asString())
                .isEqualTo("cpus"));

        JsonNode why = client.get("/v1/api/why?name=big");
        assertThat(why.path("total").intValue()).isEqualTo(2);
        assertThat(why.at("/slots/0/slot").stringValue()).isEqualTo("big.0");
        assertThat(why.at("/slots/0/state").stringValue()).isEqualTo("pending");
        assertThat(why.at("/slots/0/why").stringValue()).contains("needs 1000 cpus");
        assertThat(client.get("/v1/api/why?name=web").path("total").intValue()).isZero();
    }

    @Test
    void offersAndAgentsAreShown() throws Exception {
        api.run("web", 1);
        client.expect(201, "PUT", "/v1/api/app", ApiFixture.app("big", 1, 1000));
        await().untilAsserted(() ->
                assertThat(client.get("/v1/api/offers").path("offers").size()).isEqualTo(1));
        JsonNode offer = client.get("/v1/api/offers").at("/offers/0");
        assertThat(offer.path("resources").values())
                .extracting(resource -> resource.path("name").stringValue())
                .contains("cpus", "mem", "ports");
        assertThat(offer.has("heldUntil")).isTrue();

        JsonNode agents = client.get("/v1/api/agents");
        assertThat(agents.path("total").intValue()).isEqualTo(1);
        JsonNode agent = agents.at("/agents/0");
        assertThat(agent.path("id").stringValue()).isEqualTo(offer.path("agent").stringValue());
        assertThat(agent.path("slots").values())
                .extracting(JsonNode::stringValue)
                .containsExactly("web.0");
        assertThat(agent.path("offered").size()).isPositive();
    }

    @Test
    void theFrameworkIsShownAsMesosKnowsIt() throws Exception {
        await().untilAsserted(() -> assertThat(
                        client.get("/v1/api/framework").path("reconciled").asBoolean())
                .isTrue());
        assertThat(client.get("/v1/api/framework").path("id").stringValue())
                .isEqualTo(api.framework.id().orElseThrow().getValue());
    }
}
