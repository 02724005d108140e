package io.mesosframework.conformance.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An executor that is spoken for from here, by plain sockets and JSON; its process (see {@link Launch#executor}) only waits to be ended. */
public final class Executor extends Actor {
    private static final String PATH = "/slave(1)/api/v1/executor";

    private final String executorId;
    private final String frameworkId;
    private final Path sandbox;
    private final Map<String, String> environment;
    private @Nullable EventStream stream;

    Executor(Stage stage, String executorId, String frameworkId) {
        super(stage, executorId);
        this.executorId = executorId;
        this.frameworkId = frameworkId;
        this.sandbox = awaitSandbox();
        this.environment = read(sandbox.resolve("env"));
    }

    private Path awaitSandbox() {
        if (!Polling.within(stage().patience(), () -> startedSandbox().isPresent())) {
            throw new Stage.Missing("the process of executor " + executorId);
        }
        return startedSandbox().orElseThrow();
    }

    private Optional<Path> startedSandbox() {
        return sandboxes().filter(run -> Files.exists(run.resolve("env"))).findFirst();
    }

    /** The latest run's, on whichever agent. */
    private Stream<Path> sandboxes() {
        Path directory = stage().target().directory();
        return IntStream.rangeClosed(1, stage().target().agents().size())
                .boxed()
                .flatMap(n -> Stream.of(directory.resolve("agent" + n), directory.resolve("agent" + n + "/work")))
                .map(work -> work.resolve("slaves"))
                .flatMap(Executor::list)
                .map(agent -> agent.resolve("frameworks/" + frameworkId + "/executors/" + executorId + "/runs/latest"));
    }

    private static Stream<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> read(Path file) {
        try {
            Map<String, String> variables = new TreeMap<>();
            Files.readAllLines(file).stream()
                    .map(line -> line.split("=", 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> variables.put(pair[0], pair[1]));
            return variables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its process was given. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Records these variables of its environment, or that they are not there. */
    public void showEnvironment(String... variables) {
        for (String variable : variables) {
            saw(variable + " "
                    + Optional.ofNullable(environment.get(variable))
                            .map(v -> "= " + v)
                            .orElse("is not set"));
        }
    }

    public Path sandbox() {
        return sandbox;
    }

    /** Subscribes and takes the first event, whatever it is: SUBSCRIBED in a line, anything else whole. */
    public Executor subscribe() {
        return subscribe("{}");
    }

    /** As {@link #subscribe()}, with fields of the call: {@code {unacknowledged_tasks: [...]}}. */
    public Executor subscribe(String json, Object... values) {
        open(json, values);
        return greeted();
    }

    private Executor greeted() {
        JsonNode first = stream().next(stage().deadline()).orElseThrow(() -> new Stage.Missing("the first event"));
        if (Framework.type(first).equals("SUBSCRIBED")) {
            saw("SUBSCRIBED");
        } else {
            record(first);
        }
        return this;
    }

    /** As {@link #subscribe()}, at an agent that is on its way back: only the attempt that succeeds goes on record. */
    public Executor resubscribe() {
        stage().until("the agent to take executors", this::isTaken);
        did("SUBSCRIBE, once the agent is back");
        return greeted();
    }

    /** As {@link #resubscribe}, on record as if the agent had been up. */
    public Executor subscribeAgain() {
        stage().until("the agent to take executors", this::isTaken);
        did("SUBSCRIBE");
        return greeted();
    }

    private boolean isTaken() {
        AtomicInteger status = new AtomicInteger();
        try {
            stage().quietly(() -> status.set(open("{}").status()));
        } catch (UncheckedIOException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return status.get() == 200;
    }

    /** As {@link #subscribe()}, with all headers and the whole first event on record. */
    public Executor subscribeInFull() {
        Http.Reply head = open("{}");
        head.lines().stream()
                .skip(1)
                .filter(line -> !line.startsWith("Date:"))
                .forEach(line -> stage().transcript().add("   ", line));
        record(stream().next(stage().deadline()).orElseThrow(() -> new Stage.Missing("the first event")));
        return this;
    }

    /** Subscribes and takes nothing; to be used where the answer may be no stream. */
    public Http.Reply open(String json, Object... values) {
        disconnect();
        ObjectNode call = envelope("SUBSCRIBE");
        call.set("subscribe", Json.object(json, values));
        did("SUBSCRIBE", call.path("subscribe"));
        Http http = Http.connect(address(), (int) stage().patience().toMillis());
        http.write(bytes(call));
        Http.Reply head = http.head();
        saw(head.statusLine());
        if (head.status() == 200) {
            stream = EventStream.on(http);
        } else {
            http.close();
        }
        return head;
    }

    /** Closes its stream's connection without a word. */
    public void disconnect() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    private String address() {
        return Optional.ofNullable(environment.get("MESOS_AGENT_ENDPOINT")).orElseThrow();
    }

    private ObjectNode envelope(String type) {
        return Json.object(
                "{type: '%s', executor_id: {value: '%s'}, framework_id: {value: '%s'}}", type, executorId, frameworkId);
    }

    private byte[] bytes(ObjectNode call) {
        return Http.request(
                "POST",
                PATH,
                address(),
                List.of("Content-Type: application/json", "Accept: application/json"),
                Json.write(call).getBytes(StandardCharsets.UTF_8));
    }

    /** Any call: its type, and the JSON of the field of the same name (empty for none). */
    public Http.Reply call(String type, String json, Object... values) {
        ObjectNode call = envelope(type);
        if (!json.isEmpty()) {
            call.set(type.toLowerCase(Locale.ROOT), Json.object(json, values));
        }
        if (json.isEmpty()) {
            did(type);
        } else {
            did(type, call.path(type.toLowerCase(Locale.ROOT)));
        }
        try (Http http = Http.connect(address(), (int) stage().patience().toMillis())) {
            http.write(bytes(call));
            Http.Reply reply = http.reply();
            saw(reply.statusLine() + (reply.body().isEmpty() ? "" : ": " + reply.text()));
            return reply;
        }
    }

    /** UPDATE of a task's state, with a new uuid. */
    public Http.Reply update(String task, String state) {
        return update(status(task, state));
    }

    public Http.Reply update(ObjectNode status) {
        return call("UPDATE", "{status: %s}", Json.write(status));
    }

    /** A complete status, for {@link #update(ObjectNode)} once it is changed. */
    public ObjectNode status(String task, String state) {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Json.object(
                        "{task_id: {value: '%s'}, state: '%s', source: 'SOURCE_EXECUTOR', executor_id: {value: '%s'}}",
                        task, state, executorId)
                .put("timestamp", System.currentTimeMillis() / 1000.0)
                .put("uuid", Base64.getEncoder().encodeToString(bytes));
    }

    /** The next event of that type, whole; those before it go on record, too. */
    public Stage.Seen await(String type) {
        return await(event -> Framework.type(event).equals(type), "executor event " + type);
    }

    private Stage.Seen await(Predicate<JsonNode> which, String what) {
        long deadline = stage().deadline();
        while (true) {
            JsonNode event = stream().next(deadline).orElseThrow(() -> new Stage.Missing(what));
            record(event);
            if (which.test(event)) {
                return new Stage.Seen(event);
            }
        }
    }

    /** Records what comes in that time, and that it was all. */
    public void silence(java.time.Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (Optional<JsonNode> event = stream().next(end);
                event.isPresent();
                event = stream().next(end)) {
            record(event.get());
        }
        saw("nothing more for " + time.toMillis() + " ms");
    }

    /** Waits for the end of the stream, and records what came before it. */
    public void end() {
        long deadline = stage().deadline();
        for (Optional<JsonNode> event = stream().next(deadline);
                event.isPresent();
                event = stream().next(deadline)) {
            record(event.get());
        }
        saw(stream().end(deadline).orElseThrow(() -> new Stage.Missing("the stream's end")));
    }

    private EventStream stream() {
        if (stream == null) {
            throw new IllegalStateException(name() + " has no stream");
        }
        return stream;
    }

    private void record(JsonNode event) {
        JsonNode body = event.path(Framework.type(event).toLowerCase(Locale.ROOT));
        if (body.isMissingNode()) {
            saw(Framework.type(event));
        } else {
            saw(Framework.type(event), body);
        }
    }

    /** Its process ends with that code. */
    public void exit(int code) {
        did("exits with " + code);
        end("exit " + code);
    }

    /** Its process is killed by that signal. */
    public void die(int signal) {
        did("dies of signal " + signal);
        end("kill -" + signal + " $$; sleep 5");
    }

    private void end(String shell) {
        try {
            Path part = Files.writeString(sandbox.resolve("end.part"), shell + "\n");
            Files.move(part, sandbox.resolve("end"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void leave() {
        disconnect();
        if (Files.isWritable(sandbox) && Files.notExists(sandbox.resolve("end"))) {
            end("exit 0"); // else it is given all of its grace period
        }
    }
}
