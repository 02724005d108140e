package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.server.MesosServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API of an instance that stands by. */
@Timeout(60)
final class StandbyApiTest {

    private static final String APP = "/v1/api/app";
    private static final String WEB = "{'name':'web','command':{'cmd':'run'},'resources':{'cpu':0.1,'mem':32}}";

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final Framework framework =
            Framework.named("api").masters(mesos.master()).start();

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    /** Shows what the framework has, and is told that another instance leads. */
    private MesosServer standby(Optional<ApiLeader> leader) {
        return MesosServer.builder()
                .routes(FrameworkApi.routes(new ApiSource() {
                    @Override
                    public Optional<Framework> leading() {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<ApiLeader> leader() {
                        return leader;
                    }

                    @Override
                    public TaskView tasks() {
                        return framework.tasks();
                    }
                }))
                .start();
    }

    @Test
    void itSendsWritesToTheLeaderAndAnswersReads() throws Exception {
        framework
                .put(Application.named("there").cpus(0.1).mem(32).command("run").build())
                .join();
        try (MesosServer server = standby(Optional.of(new ApiLeader("one", "http://leader:8080")))) {
            ApiClient client = new ApiClient(server);
            for (String method : new String[] {"POST", "PUT", "DELETE"}) {
                String target = method.equals("DELETE") ? APP + "?name=a%20b" : APP;
                var answer = client.ask(method, target, WEB);
                assertThat(answer.statusCode()).as(method).isEqualTo(307);
                assertThat(answer.headers().firstValue("Location")).hasValue("http://leader:8080" + target);
                assertThat(answer.body())
                        .isEqualTo("{\"leader\":{\"instance\":\"one\",\"address\":\"http://leader:8080\"}}");
            }
            client.expect(200, "GET", APP + "?name=there", "");
            assertThat(client.expect(200, "GET", APP + "/all", "").size()).isEqualTo(1);
            client.expect(200, "GET", APP + "/there/versions", "");
            client.expect(200, "GET", APP + "/there/slots", "");
            client.expect(200, "GET", "/v1/api/slot/there.0", "");
            for (String target : List.of("/v1/api/why?name=there", "/v1/api/offers", "/v1/api/agents")) {
                assertThat(client.ask("GET", target, "").headers().firstValue("Location"))
                        .hasValue("http://leader:8080" + target);
            }
            for (String target : List.of(APP + "/there/scale", APP + "/there/kill", "/v1/api/slot/there.0/kill")) {
                assertThat(client.ask("POST", target, "{}").statusCode()).isEqualTo(307);
            }
        }
    }

    @Test
    void whileNobodyLeadsOrTheLeaderHasNoAddressWritesAreForLater() throws Exception {
        for (Optional<ApiLeader> leader : List.of(Optional.<ApiLeader>empty(), Optional.of(new ApiLeader("one", "")))) {
            try (MesosServer server = standby(leader)) {
                var answer = new ApiClient(server).ask("PUT", APP, WEB);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            }
        }
    }
}
