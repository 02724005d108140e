package io.mesosframework.server.api;

import io.mesosframework.server.MesosServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the stream of events, which reads as the standard says. */
final class EventReader implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What was dispatched. */
    record Event(String id, String name, JsonNode data) {
        String text(String field) {
            return data.path(field).asString("");
        }
    }

    private record Field(String name, String value) {
        static final Field END = new Field("the end", "");
    }

    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;
    private String lastId = "";

    private EventReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** Begins to listen, and waits until the server has said from where. */
    static EventReader open(MesosServer server, String query, @Nullable String lastId)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve("/v1/api/events" + query));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        EventReader reader = new EventReader(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        if (reader.status() == 200) {
            while (reader.lastId.isEmpty()) {
                reader.readField(reader.lines.readLine());
            }
        }
        return reader;
    }

    int status() {
        return answer.statusCode();
    }

    Optional<String> header(String name) {
        return answer.headers().firstValue(name);
    }

    /** From which a next stream goes on. */
    String lastId() {
        return lastId;
    }

    private Field readField(@Nullable String line) {
        if (line == null) {
            return Field.END;
        }
        int colon = line.indexOf(": ");
        Field field = colon < 0 ? new Field(line, "") : new Field(line.substring(0, colon), line.substring(colon + 2));
        if (field.name().equals("id")) {
            lastId = field.value();
        }
        return field;
    }

    /** The next event; empty where the stream has ended. */
    Optional<Event> next() throws IOException {
        String name = "";
        String data = "";
        while (true) {
            Field field = readField(lines.readLine());
            if (field.equals(Field.END)) {
                return Optional.empty();
            } else if (field.name().isEmpty() && !data.isEmpty()) {
                return Optional.of(new Event(lastId, name, MAPPER.readTree(data)));
            } else if (field.name().equals("event")) {
                name = field.value();
            } else if (field.name().equals("data")) {
                data = field.value();
            }
        }
    }

    /** Reads until the stream ends; the name of the last event. */
    String last() throws IOException {
        String name = "";
        for (Optional<Event> event = next(); event.isPresent(); event = next()) {
            name = event.get().name();
        }
        return name;
    }

    /** Reads on until there is such an event. */
    Event until(Predicate<Event> wanted) throws IOException {
        while (true) {
            Event event = next().orElseThrow(() -> new IOException("the stream has ended"));
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /** Reads on until a slot is in this state. */
    Event untilSlot(String application, String state) throws IOException {
        return until(event -> event.name().equals("slot")
                && event.text("application").equals(application)
                && event.text("state").equals(state));
    }

    /** Reads a line as it stands. */
    @Nullable
    String line() throws IOException {
        return lines.readLine();
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
