package io.mesosframework.reference;

import io.mesosframework.http.Connection;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files that an agent gives out, such as those in sandboxes (PROTOCOL E70, E72). */
final class AgentFiles {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Headers headers;

    /** @param headers sent with each request, such as credentials */
    AgentFiles(Headers headers) {
        this.headers = headers;
    }

    /** The sandbox of the latest run of an executor, under the name that the agent gives it. */
    static String sandbox(String frameworkId, String executorId) {
        return "/frameworks/" + frameworkId + "/executors/" + executorId + "/runs/latest";
    }

    /** How many bytes the file has; fails with an {@link IllegalStateException} where it is not given out. */
    CompletableFuture<Long> size(Connection connection, String path) {
        return get(connection, path, "&offset=-1")
                .thenApply(answer -> answer.path("offset").asLong(0));
    }

    /** A piece of the file, read as UTF-8; shorter where it ends before. */
    CompletableFuture<String> read(Connection connection, String path, long offset, int length) {
        return get(connection, path, "&offset=" + offset + "&length=" + length)
                .thenApply(answer -> answer.path("data").asString(""));
    }

    private CompletableFuture<JsonNode> get(Connection connection, String path, String query) {
        String target = "/files/read?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + query;
        return connection
                .call(new Request("GET", target, headers, new byte[0]), PATIENCE)
                .thenApply(AgentFiles::parse);
    }

    private static JsonNode parse(Response response) {
        if (response.status() != 200) {
            throw new IllegalStateException("status " + response.status());
        }
        try {
            return MAPPER.readTree(response.text());
        } catch (JacksonException e) {
            throw new IllegalStateException("not JSON", e);
        }
    }
}
