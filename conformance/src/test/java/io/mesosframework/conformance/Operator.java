package io.mesosframework.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What an operator asks a real master, by JSON and a client that is not ours. */
public record Operator(HttpClient http, String master) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    public static Operator of(String master) {
        return new Operator(HttpClient.newHttpClient(), master);
    }

    /** A GET of the path, such as {@code /frameworks}. */
    public String get(String path) {
        return send(
                HttpRequest.newBuilder(URI.create("http://" + master + path)).timeout(LIMIT), 200);
    }

    /** An operator's call, as JSON. */
    public String call(String json) {
        return send(post(json), 200);
    }

    /** A call that the master takes on. */
    public void accepted(String json) {
        var unused = send(post(json), 202);
    }

    private HttpRequest.Builder post(String json) {
        return HttpRequest.newBuilder(URI.create("http://" + master + "/api/v1"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    private String send(HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return response.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
