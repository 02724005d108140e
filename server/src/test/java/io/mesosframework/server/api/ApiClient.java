package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.MesosServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an API by the JDK's client, and holds every answer to the description that the API gives of itself. */
final class ApiClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final MesosServer server;
    private final Optional<ApiContract> contract;

    ApiClient(MesosServer server) {
        this.server = server;
        this.contract = description(server).map(ApiContract::new);
    }

    /** Empty where credentials are asked for. */
    private static Optional<JsonNode> description(MesosServer server) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(server.uri().resolve(OpenApi.PATH)).build();
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 401);
            return answer.statusCode() == 200 ? Optional.of(MAPPER.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    ApiContract contract() {
        return contract.orElseThrow();
    }

    HttpResponse<String> ask(String method, String target, String body) throws IOException, InterruptedException {
        return send(
                method,
                target,
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/json");
    }

    /** Sends the bytes just as they are. */
    HttpResponse<String> send(String method, String target, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(target))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        contract.ifPresent(
                present -> present.check(method, request.build().uri().getPath(), answer));
        return answer;
    }

    /** The answer's body, after its status was looked at. */
    JsonNode expect(int status, String method, String target, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(method, target, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return MAPPER.readTree(answer.body());
    }

    JsonNode get(String target) throws IOException, InterruptedException {
        return expect(200, "GET", target, "");
    }

    /** Where the faults of a refusal are, in their order. */
    List<String> faults(int status, String method, String target, String body)
            throws IOException, InterruptedException {
        return expect(status, method, target, body).path("errors").values().stream()
                .map(fault -> fault.path("path").stringValue())
                .toList();
    }
}
