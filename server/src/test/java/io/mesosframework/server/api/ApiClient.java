package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.server.MesosServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks an API by the JDK's client. */
record ApiClient(MesosServer server) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    HttpResponse<String> ask(String method, String target, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(target))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The answer's body, after its status was looked at. */
    JsonNode expect(int status, String method, String target, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(method, target, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return MAPPER.readTree(answer.body());
    }

    /** Where the faults of a refusal are, in their order. */
    List<String> faults(int status, String method, String target, String body)
            throws IOException, InterruptedException {
        return expect(status, method, target, body).path("errors").values().stream()
                .map(fault -> fault.path("path").stringValue())
                .toList();
    }
}
