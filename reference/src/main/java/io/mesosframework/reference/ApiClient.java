package io.mesosframework.reference;

import io.mesosframework.MesosException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Headers;
import io.mesosframework.http.MalformedMessageException;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.Transport;
import io.mesosframework.utils.Futures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the API of a framework, and where another instance leads, to that one. For one thread. */
final class ApiClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 3;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Transport transport;
    private final String token;
    private Origin origin;

    /** @param token empty where there is none */
    ApiClient(Transport transport, Origin origin, String token) {
        this.transport = transport;
        this.origin = origin;
        this.token = token;
    }

    JsonNode get(String target) {
        return call("GET", target, "");
    }

    /** Empty where there is no such thing. */
    Optional<JsonNode> find(String target) {
        Response response = follow("GET", target, "");
        return response.status() == 404 ? Optional.empty() : Optional.of(answer(response, false));
    }

    /** Puts what the user has written, so that what is wrong is told with its place in it. */
    JsonNode put(String target, String body) {
        return answer(follow("PUT", target, body), true);
    }

    /**
     * @param body JSON of ours, or empty
     * @return what is answered
     * @throws BadInputException if the API refuses what is asked for
     * @throws MesosException if it cannot answer, or not to us
     */
    JsonNode call(String method, String target, String body) {
        return answer(follow(method, target, body), false);
    }

    private Response follow(String method, String target, String body) {
        Response response = exchange(method, target, body);
        for (int i = 0; response.status() == 307 && i < MOST_REDIRECTS; i++) {
            origin = leader(response);
            response = exchange(method, target, body);
        }
        return response;
    }

    private JsonNode answer(Response response, boolean isWritten) {
        JsonNode answer = parse(response);
        if (response.status() < 300) {
            return answer;
        }
        List<String> faults = faults(answer, isWritten);
        String all = faults.isEmpty() ? "status " + response.status() : String.join("; ", faults);
        throw switch (response.status()) {
            case 400, 404, 405, 409, 413, 415 -> new BadInputException(faults.isEmpty() ? List.of(all) : faults);
            case 401, 403 -> new MesosException("The API at " + origin + " refuses: " + all + " (--token-file)");
            default -> new MesosException("The API at " + origin + " cannot do that just now: " + all);
        };
    }

    private Response exchange(String method, String target, String body) {
        Headers headers = Headers.of("Content-Type", "application/json");
        if (!token.isEmpty()) {
            headers = headers.with("Authorization", "Bearer " + token);
        }
        Request request = new Request(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
        try (Connection connection = transport.connect(origin).join()) {
            return connection.call(request, PATIENCE).join();
        } catch (CompletionException e) {
            if (!origin.tls() && Futures.cause(e) instanceof MalformedMessageException) {
                throw new MesosException(
                        "What answers at " + origin
                                + " does not speak http: the API there may want https (--api https://"
                                + origin.authority() + ")",
                        e);
            }
            throw new MesosException(
                    "No answer from the API at " + origin + ": "
                            + Futures.cause(e).getMessage()
                            + " (does 'mesosfw run --listen' run there? --api names another one)",
                    e);
        }
    }

    /** A token that was shown by https is not shown to anybody who reads along. */
    private Origin leader(Response response) {
        String location = response.headers().get("Location").orElse("");
        Origin leader;
        try {
            leader = Origin.parse(location.replaceFirst("(?<=[^:/])/.*", ""), 80);
        } catch (IllegalArgumentException e) {
            throw new MesosException("The API at " + origin + " names a leader that is none: " + e.getMessage());
        }
        if (origin.tls() && !leader.tls()) {
            throw new MesosException("The leader at " + leader + " is not reached by https, as " + origin + " is");
        }
        return leader;
    }

    private JsonNode parse(Response response) {
        if (response.body().length == 0) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(response.body());
        } catch (JacksonException e) {
            throw new MesosException("What answers at " + origin + " is no API of a framework: status "
                    + response.status() + ", " + Words.oneLine(response.text()));
        }
    }

    /** @param isWritten whether the user knows the paths; else those of names, which the words hold, are left out */
    private static List<String> faults(JsonNode answer, boolean isWritten) {
        List<String> faults = new ArrayList<>();
        for (JsonNode fault : answer.path("errors")) {
            String path = fault.path("path").asString("");
            if (!isWritten) {
                path = path.replaceFirst("^\\[\\d+]\\.", "").replaceFirst("^(name|slot)$", "");
            }
            faults.add(
                    (path.isEmpty() ? "" : path + ": ") + fault.path("message").asString(""));
        }
        return faults;
    }

    @Override
    public void close() {
        transport.close();
    }
}
