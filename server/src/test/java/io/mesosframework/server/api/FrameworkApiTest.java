package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.server.MesosServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API over a framework on an embedded Mesos, as clients see it. */
@Timeout(60)
final class FrameworkApiTest {

    private static final String APP = "/v1/api/app";
    private static final String WEB = app("web", "run");
    private static final String JOB = app("job", "run");

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final Framework framework =
            Framework.named("api").masters(mesos.master()).start();
    private final MesosServer server = MesosServer.builder()
            .routes(FrameworkApi.routes(ApiSource.of(framework)))
            .start();
    private final ApiClient client = new ApiClient(server);

    @AfterEach
    void stop() {
        server.close();
        framework.close();
        mesos.close();
    }

    private static String app(String name, String command) {
        return "{'name':'" + name + "','command':{'cmd':'" + command + "'},'resources':{'cpu':0.1,'mem':32}}";
    }

    private List<String> names() {
        return framework.tasks().specifications().stream()
                .filter(specification -> !specification.deleted())
                .map(specification -> specification.application().name())
                .toList();
    }

    @Test
    void whatIsCreatedRunsAndIsShown() throws Exception {
        assertThat(client.expect(202, "POST", APP, "[" + WEB + "," + JOB + "]").toString())
                .isEqualTo("""
                        {"applications":[{"name":"web","version":1},{"name":"job","version":1}]}""");
        framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 2, Duration.ofSeconds(30));

        var web = client.expect(200, "GET", APP + "?name=web", "");
        assertThat(web.at("/name").stringValue()).isEqualTo("web");
        assertThat(web.at("/command/cmd").stringValue()).isEqualTo("run");
        assertThat(web.at("/version").intValue()).isEqualTo(1);
        assertThat(web.at("/state").toString()).isEqualTo("{\"deleted\":false,\"slots\":{\"running\":1}}");

        var all = client.expect(200, "GET", APP + "/all", "");
        assertThat(all.values())
                .extracting(each -> each.at("/name").stringValue())
                .containsExactlyInAnyOrder("web", "job");
        assertThat(all.get(0).at("/state/slots/running").intValue()).isEqualTo(1);
    }

    @Test
    void nothingIsAnEmptyArray() throws Exception {
        assertThat(client.expect(200, "GET", APP + "/all", "").toString()).isEqualTo("[]");
    }

    @Test
    void whereOneIsThereNoneIsCreated() throws Exception {
        client.expect(202, "POST", APP, WEB);

        assertThat(client.faults(409, "POST", APP, "[" + JOB + "," + app("web", "other") + "]"))
                .containsExactly("[1].name");
        assertThat(client.faults(409, "POST", APP, WEB)).containsExactly("name");
        assertThat(names()).containsExactly("web");
        assertThat(framework.tasks().specification("web").orElseThrow().version())
                .isEqualTo(1);
    }

    @Test
    void putCreatesAndReplaces() throws Exception {
        client.expect(201, "PUT", APP, WEB);
        assertThat(client.expect(202, "PUT", APP, app("web", "other")).toString())
                .isEqualTo("{\"applications\":[{\"name\":\"web\",\"version\":2}]}");
        assertThat(client.expect(201, "PUT", APP, "[" + app("web", "other") + "," + JOB + "]")
                        .toString())
                .isEqualTo("{\"applications\":[{\"name\":\"web\",\"version\":2},{\"name\":\"job\",\"version\":1}]}");
    }

    @Test
    void whatIsDeletedEndsAndIsGone() throws Exception {
        client.expect(202, "POST", APP, "[" + WEB + "," + JOB + "," + app("kept", "run") + "]");

        assertThat(client.faults(404, "DELETE", APP, "[{'name':'web'},{'name':'missing'}]"))
                .containsExactly("[1].name");
        assertThat(client.faults(404, "DELETE", APP + "?name=missing", "")).containsExactly("name");
        assertThat(names()).containsExactlyInAnyOrder("web", "job", "kept");

        assertThat(client.expect(202, "DELETE", APP + "?name=web", "").toString())
                .isEqualTo("{\"applications\":[{\"name\":\"web\",\"version\":1}]}");
        client.expect(202, "DELETE", APP, JOB);
        framework.await(tasks -> tasks.specifications().size() == 1, Duration.ofSeconds(30));
        assertThat(client.faults(404, "GET", APP + "?name=web", "")).containsExactly("name");
        assertThat(names()).containsExactly("kept");
    }

    @Test
    void faultsOfTheBodyAreAllToldAndNothingIsDone() throws Exception {
        assertThat(client.faults(400, "POST", APP, "[" + WEB + ",{'name':'job','cmd':'x'}]"))
                .isNotEmpty()
                .allMatch(path -> path.startsWith("[1]"));
        assertThat(client.faults(400, "PUT", APP, "[" + WEB + "," + app("web", "other") + "]"))
                .containsExactly("[1].name");
        assertThat(client.faults(400, "POST", APP, "{")).hasSize(1);
        assertThat(client.faults(400, "POST", APP, "")).hasSize(1);
        assertThat(client.faults(400, "DELETE", APP, "[{'name':'a'},{'name':'a'},{'nam':'a'}]"))
                .containsExactly("[2].name");
        assertThat(client.faults(400, "DELETE", APP, "[{'name':'a'},{'name':'a'}]"))
                .containsExactly("[1].name");
        assertThat(client.faults(400, "DELETE", APP, "[")).hasSize(1);
        assertThat(client.faults(400, "DELETE", APP, "")).containsExactly("name");
        assertThat(client.faults(400, "DELETE", APP + "?name=a", "{'name':'a'}"))
                .containsExactly("name");
        assertThat(client.faults(400, "GET", APP, "")).containsExactly("name");
        assertThat(client.faults(400, "GET", APP + "?name=a&name=b", "")).containsExactly("name");
        assertThat(names()).isEmpty();
    }

    @Test
    void faultsThatOnlyTheFrameworkFindsAreWhereTheyStandInTheBody() throws Exception {
        String stranger = app("stranger", "run").replace("'mem':32", "'mem':32,'role':'none'");

        assertThat(client.faults(400, "PUT", APP, "[" + WEB + "," + stranger + "]"))
                .singleElement()
                .asString()
                .startsWith("[1]");
        assertThat(client.faults(400, "PUT", APP, stranger))
                .singleElement()
                .asString()
                .doesNotStartWith("[");
        assertThat(names()).isEmpty();
    }

    @Test
    void otherMethodsAreNamed() throws Exception {
        assertThat(client.ask("PATCH", APP, "").statusCode()).isEqualTo(405);
        assertThat(client.ask("DELETE", APP + "/all", "").statusCode()).isEqualTo(405);
        assertThat(client.ask("GET", "/v1/api/apps", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatHasEndedIsAskedLater() throws Exception {
        framework.close();

        var answer = client.ask("POST", APP, WEB);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }
}
