package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.tasks.SlotState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done to applications that are there, and to their slots. */
@Timeout(60)
final class ChangeRoutesTest {

    private static final String WEB = "/v1/api/app/web";
    private static final List<String> VERBS = List.of("scale", "restart", "rollback", "resume", "kill");

    private final ApiFixture api = new ApiFixture();
    private final ApiClient client = api.client;

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void anApplicationIsScaled() throws Exception {
        api.run("web", 1);
        assertThat(client.expect(202, "POST", WEB + "/scale", "{'instances':3}").toString())
                .isEqualTo("{\"applications\":[{\"name\":\"web\",\"version\":2}]}");
        api.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 3);
        client.expect(202, "POST", WEB + "/scale", "{'instances':0}");
        api.await(tasks -> tasks.slotsOf("web").isEmpty());
    }

    @Test
    void anotherNumberOfInstancesIsRefused() throws Exception {
        api.run("web", 1);
        for (String body : List.of(
                "",
                "{}",
                "{'instances':-1}",
                "{'instances':1000001}",
                "{'instances':1.5}",
                "{'instances':'2'}",
                "{'instances':null}",
                "{'instances':1e999}",
                "{'instances':99999999999999999999}")) {
            assertThat(client.faults(400, "POST", WEB + "/scale", body))
                    .as(body)
                    .containsExactly("instances");
        }
        assertThat(api.framework.tasks().specification("web").orElseThrow().version())
                .isEqualTo(1);
    }

    @Test
    void restartGivesNewTasks() throws Exception {
        api.run("web", 2);
        List<String> before = List.of(api.taskOf("web.0"), api.taskOf("web.1"));
        client.expect(202, "POST", WEB + "/restart", "");
        api.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 2
                && tasks.slots().stream()
                        .noneMatch(slot -> before.contains(slot.currentTask().id())));
    }

    @Test
    void rollbackGoesBackAndWhereThereIsNothingBeforeItIsRefused() throws Exception {
        api.run("web", 1);
        assertThat(client.faults(409, "POST", WEB + "/rollback", "")).containsExactly("name");
        client.expect(202, "PUT", "/v1/api/app", ApiFixture.app("web", 1).replace("'run'", "'other'"));
        assertThat(client.expect(202, "POST", WEB + "/rollback", "{}")
                        .at("/applications/0/version")
                        .intValue())
                .isEqualTo(3);
        assertThat(client.get("/v1/api/app?name=web").at("/command/cmd").stringValue())
                .isEqualTo("run");
    }

    @Test
    void resumeChangesNothingWhereNothingHasHalted() throws Exception {
        api.run("web", 1);
        assertThat(client.expect(202, "POST", WEB + "/resume", "")
                        .at("/applications/0/version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void aSlotsTaskIsKilledAndTheSlotGetsAnother() throws Exception {
        api.run("web", 2);
        String first = api.taskOf("web.0");
        String second = api.taskOf("web.1");
        assertThat(client.expect(202, "POST", "/v1/api/slot/web.1/kill", "").toString())
                .isEqualTo("{\"killed\":[{\"slot\":\"web.1\",\"taskId\":\"" + second + "\"}]}");
        api.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 2
                && !api.taskOf("web.1").equals(second));
        assertThat(api.taskOf("web.0")).isEqualTo(first);
    }

    @Test
    void allTasksOfAnApplicationAreKilledAtOnce() throws Exception {
        api.run("web", 3);
        api.run("web2", 1);
        String other = api.taskOf("web2.0");
        assertThat(client.expect(202, "POST", WEB + "/kill", "").path("killed").values())
                .extracting(each -> each.path("slot").stringValue())
                .containsExactly("web.0", "web.1", "web.2");
        api.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 4);
        assertThat(api.taskOf("web2.0")).isEqualTo(other);
    }

    @Test
    void whatIsNotThereCannotBeChanged() throws Exception {
        for (String verb : VERBS) {
            String body = verb.equals("scale") ? "{'instances':2}" : "";
            assertThat(client.faults(404, "POST", WEB + "/" + verb, body)).containsExactly("name");
            assertThat(client.faults(404, "POST", "/v1/api/app/%C3%A4%20B/" + verb, body))
                    .containsExactly("name");
            assertThat(client.ask("GET", WEB + "/" + verb, "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void aFieldThatIsNotKnownIsRefused() throws Exception {
        api.run("web", 1);
        for (String verb : VERBS) {
            assertThat(client.faults(400, "POST", WEB + "/" + verb, "{'instance':2}"))
                    .containsExactly("instance");
        }
        assertThat(client.faults(400, "POST", "/v1/api/slot/web.0/kill", "{'task':'x'}"))
                .containsExactly("task");
    }

    @Test
    void aSlotThatIsNotThereHasNoTaskToKill() throws Exception {
        api.run("web", 1);
        for (String slot : List.of("web.1", "web.01", "web", "web.-1", "web.99999999999", "other.0")) {
            assertThat(client.faults(404, "POST", "/v1/api/slot/" + slot + "/kill", ""))
                    .containsExactly("slot");
            assertThat(client.faults(404, "GET", "/v1/api/slot/" + slot, "")).containsExactly("slot");
        }
    }
}
