package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.server.Access;
import io.mesosframework.server.MesosServer;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerCertificate;
import io.mesosframework.server.ServerLimits;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.server.api.ApiSource;
import io.mesosframework.server.api.FrameworkServing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guide shows of the server. */
@Timeout(60)
final class ServerSnippetsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Application web(int instances) {
        return Application.named("web")
                .instances(instances)
                .cpus(0.1)
                .mem(32)
                .command("run")
                .build();
    }

    private static void ask(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void allThatAFrameworkServes() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .agents(1)
                .simulatedTasks(TaskScript.runs())
                .start()) {
            String master = mesos.master();
            // guide: serving
            try (FrameworkServing serving = FrameworkServing.open();
                    Framework framework = Framework.named("shop")
                            .masters(master)
                            .listener(serving.listener())
                            .start();
                    MesosServer server = serving.mount(MesosServer.builder(), ApiSource.of(framework))
                            .route(Route.of(
                                    "GET",
                                    "/shop/{customer}/orders",
                                    request -> ServerResponse.text(200, "Nothing for " + request.variable("customer"))
                                            .now()))
                            .start()) {
                framework.put(web(3)).join();
                ask(server.uri() + "/v1/api/app/all");
                ask(server.uri() + "/health/live");
                ask(server.uri() + "/metrics");
                ask(server.uri() + "/shop/ann/orders");
            }
            // guide: end
        }
    }

    @Test
    void whoMayUseIt() {
        String token = "a-token-of-some-length";
        String readingToken = "another-token-for-reading";
        String password = "secret";
        // guide: access
        var builder = MesosServer.builder()
                .listen("0.0.0.0", 8443)
                .tls(new ServerCertificate(Path.of("server.pem"), Path.of("server.key")))
                .access(Access.open().token(token).readingToken(readingToken).readingUser("ann", password))
                .limits(ServerLimits.DEFAULT.withBodyBytes(64 * 1024).withRequestsPerSecond(50));
        // guide: end
        assertThat(builder).isNotNull();
    }
}
