package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.tasks.SlotState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Slots, their history, and the versions of applications. */
@Timeout(60)
final class SlotRoutesTest {

    private final ApiFixture api = new ApiFixture();
    private final ApiClient client = api.client;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void slotsAreShownWithTheirTasksPageByPage() throws Exception {
        api.run("web", 3);
        JsonNode first = client.get("/v1/api/app/web/slots?limit=2");
        assertThat(first.path("total").intValue()).isEqualTo(3);
        assertThat(first.path("next").intValue()).isEqualTo(2);
        assertThat(first.path("slots").values())
                .extracting(slot -> slot.path("slot").stringValue())
                .containsExactly("web.0", "web.1");
        JsonNode slot = first.path("slots").get(0);
        assertThat(slot.path("state").stringValue()).isEqualTo("running");
        assertThat(slot.at("/task/id").stringValue()).isEqualTo(api.taskOf("web.0"));
        assertThat(slot.at("/task/hostname").stringValue()).isNotEmpty();

        JsonNode last = client.get("/v1/api/app/web/slots?limit=2&from=2");
        assertThat(last.path("slots").size()).isEqualTo(1);
        assertThat(last.has("next")).isFalse();
        assertThat(client.get("/v1/api/app/web/slots?state=failed")
                        .path("total")
                        .intValue())
                .isZero();
        assertThat(client.get("/v1/api/app/web/slots?from=2147483647")
                        .path("slots")
                        .size())
                .isZero();
    }

    @Test
    void aSlotTellsWhatHasHappenedToIt() throws Exception {
        api.run("web", 1);
        client.expect(202, "POST", "/v1/api/slot/web.0/kill", "");
        api.await(tasks -> tasks.slotNamed("web.0").orElseThrow().state() == SlotState.RUNNING
                && tasks.slotNamed("web.0").orElseThrow().ending() != null);
        JsonNode slot = client.get("/v1/api/slot/web.0");
        assertThat(slot.path("history").values())
                .extracting(past -> past.path("to").stringValue())
                .contains("pending", "launching", "running", "killing");
        assertThat(slot.at("/ending/state").stringValue()).isEqualTo("TASK_KILLED");
        assertThat(slot.path("history").get(0).has("from")).isFalse();
    }

    @Test
    void aSlotTellsItsPortsInTheOrderOfTheirVariables() throws Exception {
        api.run("web", 1, """
                {'name':'web','resources':{'cpu':0.1,'mem':32,'ports':{'fixed':[31005],'count':1}},'command':{'cmd':'run'}}""");
        JsonNode ports = client.get("/v1/api/slot/web.0").at("/task/ports");
        assertThat(ports.values()).hasSize(2);
        assertThat(ports.get(0).intValue()).isEqualTo(31005);
        assertThat(ports.get(1).intValue()).isBetween(31000, 32000).isNotEqualTo(31005);

        api.run("pod", 1, """
                {'name':'pod','tasks':[
                 {'name':'a','resources':{'cpu':0.1,'mem':32,'ports':{'count':2}},'command':{'cmd':'run'}},
                 {'name':'b','resources':{'cpu':0.1,'mem':32},'command':{'cmd':'run'}}]}""");
        JsonNode pod = client.get("/v1/api/slot/pod.0").path("task");
        assertThat(pod.has("ports")).isFalse();
        assertThat(pod.at("/tasks/0/ports").values()).hasSize(2);
        assertThat(pod.at("/tasks/1").has("ports")).isFalse();
    }

    @Test
    void theVersionsAreShownTheLatestFirst() throws Exception {
        api.run("web", 1);
        client.expect(202, "PUT", "/v1/api/app", ApiFixture.app("web", 1).replace("'run'", "'other'"));
        JsonNode versions = client.get("/v1/api/app/web/versions").path("versions");
        assertThat(versions.values())
                .extracting(one -> one.path("version").intValue() + " "
                        + one.path("present").booleanValue() + " "
                        + one.at("/application/command/cmd").stringValue())
                .containsExactly("2 true other", "1 false run");
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        assertThat(client.faults(404, "GET", "/v1/api/app/web/slots", "")).containsExactly("name");
        assertThat(client.faults(404, "GET", "/v1/api/app/web/versions", "")).containsExactly("name");
        assertThat(client.faults(404, "GET", "/v1/api/why?name=web", "")).containsExactly("name");
    }

    @Test
    void aParameterThatIsNoneIsRefused() throws Exception {
        api.run("web", 1);
        for (String query : List.of(
                "from=-1",
                "from=x",
                "from=2147483648",
                "from=",
                "from=1&from=2",
                "limit=0",
                "limit=10001",
                "limit=1.0",
                "limit=99999999999999999999",
                "state=RUNNING",
                "state=",
                "sate=running")) {
            assertThat(client.faults(400, "GET", "/v1/api/app/web/slots?" + query, ""))
                    .as(query)
                    .containsExactly(query.substring(0, query.indexOf('=')));
        }
        assertThat(client.faults(400, "GET", "/v1/api/events?names=web", "")).containsExactly("names");
    }
}
