package io.mesosframework.conformance.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A client that writes HTTP as the scenario says and records the answers whole: status line, all headers, body. */
public final class Web extends Actor {
    private static final int PATIENCE = 15_000;

    private final String address;
    private final List<Http> open = new ArrayList<>();

    Web(Stage stage, String name, String address) {
        super(stage, name);
        this.address = address;
    }

    /** A request in the making. */
    public final class Request {
        private final String method;
        private final String path;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];

        private Request(String method, String path) {
            this.method = method;
            this.path = path;
        }

        /** A whole header line: {@code "Accept: text/html"}. */
        public Request header(String line) {
            headers.add(line);
            return this;
        }

        public Request body(String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        public Request body(byte[] bytes) {
            body = bytes.clone();
            return this;
        }

        /** JSON, written as {@link Json#read} takes it, with its Content-Type. */
        public Request json(String text, Object... values) {
            return header("Content-Type: application/json").body(Json.write(Json.object(text, values)));
        }

        /** Sends it on a connection of its own, and records it and the whole answer. */
        public Http.Reply send() {
            Http.Reply reply = exchange();
            recordHead(reply);
            recordBody(reply);
            return reply;
        }

        /** As {@link #send}, but records of the answer only its status line: the scenario shows what it wants of the rest. */
        public Http.Reply ask() {
            Http.Reply reply = exchange();
            saw(reply.statusLine());
            return reply;
        }

        private Http.Reply exchange() {
            recordRequest();
            Http http = connect();
            http.write(bytes());
            return http.reply();
        }

        /** Sends it and records only the head of the answer, whose body is a stream: it stays open, and events can be taken. */
        public Stream stream() {
            recordRequest();
            Http http = connect();
            http.write(bytes());
            Http.Reply head = http.head();
            recordHead(head);
            return new Stream(EventStream.on(http), head);
        }

        private void recordRequest() {
            String what = method + " " + path + (headers.isEmpty() ? "" : " [" + String.join("; ", headers) + "]");
            String text = new String(body, StandardCharsets.UTF_8);
            Optional<JsonNode> tree = text.startsWith("{") ? parsed(text) : Optional.empty();
            if (tree.isPresent()) {
                did(what, tree.get());
            } else {
                boolean readable = text.chars().allMatch(c -> c >= ' ' && c <= '~');
                did(text.isEmpty() ? what : what + " " + (readable ? text : "(bytes)"));
            }
        }

        private byte[] bytes() {
            return Http.request(method, path, address, headers, body);
        }
    }

    /** A stream of events that stays open. */
    public final class Stream {
        private final EventStream events;
        private final Http.Reply head;

        private Stream(EventStream events, Http.Reply head) {
            this.events = events;
            this.head = head;
        }

        public Optional<String> header(String name) {
            return head.header(name);
        }

        /** The next event, whatever it is; recorded whole. */
        public Stage.Seen event() {
            JsonNode event = events.next(stage().deadline()).orElseThrow(() -> new Stage.Missing("an event"));
            saw("event", event);
            return new Stage.Seen(event);
        }

        /** The next event of that type; recorded whole. Those before it are not. */
        public Stage.Seen event(String type) {
            long deadline = stage().deadline();
            while (true) {
                JsonNode event = events.next(deadline).orElseThrow(() -> new Stage.Missing("an event of type " + type));
                if (event.path("type").asString("").equals(type)) {
                    saw("event", event);
                    return new Stage.Seen(event);
                }
            }
        }

        /** Waits for the end and records how it was. */
        public void end() {
            saw(events.end(stage().deadline()).orElseThrow(() -> new Stage.Missing("the stream's end")));
        }

        /** The chunks so far, as they came. */
        public List<byte[]> chunks() {
            return events.chunks();
        }

        public void close() {
            did("closes the connection");
            events.close();
        }
    }

    /** Bytes written as they are to a connection of their own; answers are taken one by one. */
    public final class Connection {
        private final Http http;

        private Connection(Http http) {
            this.http = http;
        }

        public Connection write(String text) {
            http.write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        public Connection write(byte[] bytes) {
            http.write(bytes);
            return this;
        }

        /** The next answer, recorded whole. */
        public Http.Reply reply() {
            Http.Reply reply = http.reply();
            recordHead(reply);
            recordBody(reply);
            return reply;
        }

        /** The head of the next answer, whose body is a stream; recorded. */
        public Http.Reply head() {
            Http.Reply head = http.head();
            recordHead(head);
            return head;
        }

        /** The next chunk of a stream, not recorded; the empty text at its end. */
        public String chunk() {
            try {
                return new String(http.chunk(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Records whether no other answer begins for so many milliseconds; the one that is under way may go on. */
        public void noAnswer(int millis) {
            saw(http.unanswered(millis) ? "no other answer for " + millis + " ms" : "another answer");
        }

        /** Reads on until this text comes, and records that it did. */
        public void await(String text) {
            http.readUntil(text);
            saw(text);
        }

        /** Records whether the other side closes the connection within the scenario's patience. */
        public void end() {
            try {
                saw("more: " + http.head().lines());
            } catch (UncheckedIOException e) {
                saw(e.getCause() instanceof java.net.SocketTimeoutException ? "nothing more" : "the connection ends");
            }
        }

        public void close() {
            http.close();
        }
    }

    public Request request(String method, String path) {
        return new Request(method, path);
    }

    public Request get(String path) {
        return new Request("GET", path);
    }

    public Request post(String path) {
        return new Request("POST", path);
    }

    /** Whether a GET is answered 200 now; not recorded. */
    public boolean isUp(String path) {
        try (Http http = Http.connect(address, (int) stage().patience().toMillis())) {
            http.write(Http.request("GET", path, address, List.of(), new byte[0]));
            return http.reply().status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** A connection to write anything to; {@code what} is its line in the record. */
    public Connection connection(String what) {
        did(what);
        return new Connection(connect());
    }

    /** The bytes of a request, for {@link Connection#write}. */
    public byte[] bytes(String method, String path, List<String> headers, String body) {
        return Http.request(method, path, address, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private Http connect() {
        Http http = Http.connect(address, (int) stage().patience().toMillis());
        open.add(http);
        return http;
    }

    private void recordHead(Http.Reply reply) {
        saw(reply.statusLine());
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String name = line.substring(0, Math.max(line.indexOf(':'), 0)).toLowerCase(Locale.ROOT);
            stage().transcript()
                    .add(
                            "   ",
                            name.equals("date")
                                    ? "Date: <time>"
                                    : name.equals("content-length") ? lengthOf(line, reply) : line);
        }
    }

    /** The length itself would change with the length of what is abstracted. */
    private static String lengthOf(String line, Http.Reply reply) {
        return line.equals("Content-Length: " + reply.body().size())
                ? (reply.body().isEmpty() ? line : "Content-Length: <as the body's>")
                : line + " (of the body: " + reply.body().size() + ")";
    }

    private void recordBody(Http.Reply reply) {
        if (reply.body().isEmpty()) {
            return;
        }
        Optional<JsonNode> tree = tree(reply);
        ObjectNode text = JsonNodeFactory.instance.objectNode().put("text", reply.text());
        stage().transcript().add("   ", "body", tree.orElse(text));
    }

    static Optional<JsonNode> tree(Http.Reply reply) {
        if (reply.header("Content-Type")
                .filter(type -> type.startsWith("application/json"))
                .isEmpty()) {
            return Optional.empty();
        }
        return parsed(reply.text());
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.of(Json.read(text));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** A GET that nobody records; empty if there is no such answer now. */
    static Optional<JsonNode> json(String address, String path) {
        try (Http http = Http.connect(address, PATIENCE)) {
            http.write(Http.request("GET", path, address, List.of(), new byte[0]));
            return tree(http.reply());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    @Override
    void leave() {
        open.forEach(Http::close);
    }
}
