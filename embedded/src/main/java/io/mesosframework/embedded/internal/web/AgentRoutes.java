package io.mesosframework.embedded.internal.web;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.agent.ContainerCalls;
import io.mesosframework.embedded.internal.agent.ExecutorCalls;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.executor.Call;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What an agent answers over HTTP (PROTOCOL A74-A77, E65, E69-E72). Runs on I/O threads and never blocks. */
public final class AgentRoutes implements Handler {

    private static final List<String> POST = List.of("POST");

    private final Cluster cluster;
    private final int agent;
    private final String process;
    private final Exchanges exchanges;
    private final Path workDirectory;
    private final Executor workers;
    private final Router router;

    /**
     * @param process what paths may begin with
     * @param workers threads that may block on files
     */
    public AgentRoutes(
            Cluster cluster, int agent, String process, Exchanges exchanges, Path workDirectory, Executor workers) {
        this.cluster = cluster;
        this.agent = agent;
        this.process = process;
        this.exchanges = exchanges;
        this.workDirectory = workDirectory;
        this.workers = workers;
        this.router = new Router("mesos-agent", new BasicAuthentication(Map.of()));
        addRoutes();
    }

    @Override
    public void handle(Exchange exchange) {
        router.route(exchange, Paths.of(exchange.request().path(), process));
    }

    private void addRoutes() {
        router.add("/api/v1/executor", Router.Access.ANYBODY, (exchange, path) -> executor(exchange));
        router.add("/api/v1/resource_provider", Router.Access.ANYBODY, (exchange, path) -> resourceProvider(exchange));
        router.add("/api/v1", Router.Access.WRITE, POST, (exchange, path) -> operator(exchange));
        router.add("/health", Router.Access.ANYBODY, (exchange, path) -> exchange.respond(Response.of(200)));
        router.addExact("/version", Router.Access.ANYBODY, MasterRoutes::version);
        for (String route : List.of("/state", "/flags", "/containers", "/monitor/statistics")) {
            router.add(route, Router.Access.READ, (exchange, path) -> json(exchange, route, path));
        }
        router.addExact(
                "/metrics/snapshot", Router.Access.READ, (exchange, path) -> json(exchange, "/metrics/snapshot", path));
        for (String route : List.of("/files/browse", "/files/read", "/files/download", "/files/debug")) {
            router.addExact(route, Router.Access.READ, this::files);
        }
    }

    private void json(Exchange exchange, String route, Paths path) {
        var unused = cluster.askAgent(agent, a -> a.json(route))
                .whenComplete((json, failure) -> exchange.respond(
                        failure == null
                                ? json.map(found -> Replies.json(found, path.query()))
                                        .orElseGet(Replies::notFound)
                                : Response.of(503, "Agent has not finished recovery")));
    }

    /** Until it has registered an agent answers nothing here; then valid calls are refused, as providers are not known. */
    private void resourceProvider(Exchange exchange) {
        var unused = cluster.askAgent(agent, a -> a.info().hasId()).whenComplete((registered, failure) -> {
            if (failure != null || !registered) {
                exchange.respond(unavailable());
                return;
            }
            CallReader.read(
                            exchange,
                            io.mesosframework.protocol.resource_provider.Call.getDefaultInstance(),
                            "resource_provider",
                            call -> call.hasType() ? Optional.empty() : Optional.of("Expecting 'type' to be present"))
                    .ifPresent(call -> exchange.respond(unavailable()));
        });
    }

    private static Response unavailable() {
        return Response.of(503, "503 Service Unavailable.");
    }

    private void executor(Exchange exchange) {
        CallReader.read(exchange, Call.getDefaultInstance(), "Executor", ExecutorCalls::problem)
                .ifPresent(call -> withCodec(exchange, call)
                        .ifPresent(codec -> cluster.post(() -> cluster.toAgent(
                                agent, new AgentInput.ExecutorCall(exchanges.add(exchange, codec), call)))));
    }

    /** The checks before the body is read are others than the master's (PROTOCOL A30-A33). */
    private void operator(Exchange exchange) {
        Headers headers = exchange.request().headers();
        Optional<Response> refusal = AgentMediaTypes.problem(headers);
        if (refusal.isPresent()) {
            exchange.respond(refusal.get());
            return;
        }
        CallReader.read(
                        exchange,
                        io.mesosframework.protocol.agent.Call.getDefaultInstance(),
                        "agent",
                        ContainerCalls::problem)
                .ifPresent(call -> operator(exchange, call));
    }

    private void operator(Exchange exchange, io.mesosframework.protocol.agent.Call call) {
        Codec codec = CallReader.accepted(
                        exchange.request().headers().get("Accept").orElse(null))
                .orElse(Codec.JSON);
        if (AgentMediaTypes.wantsStream(exchange.request().headers())) {
            exchange.respond(Response.of(406, "Streaming response is not supported for " + call.getType() + " call"));
        } else if (ContainerCalls.isOne(call)) {
            cluster.post(
                    () -> cluster.toAgent(agent, new AgentInput.ContainerCall(exchanges.add(exchange, codec), call)));
        } else {
            switch (call.getType()) {
                case LIST_FILES, READ_FILE -> files(exchange, call, codec);
                case SET_LOGGING_LEVEL, PRUNE_IMAGES -> exchange.respond(Response.of(200));
                default -> read(exchange, call, codec);
            }
        }
    }

    private void read(Exchange exchange, io.mesosframework.protocol.agent.Call call, Codec codec) {
        var unused = cluster.askAgent(agent, a -> a.answer(call))
                .whenComplete((answer, failure) -> exchange.respond(
                        failure == null
                                ? answer.map(message -> Replies.message(codec, message))
                                        .orElseGet(() -> Response.of(501, "501 Not Implemented."))
                                : Response.of(503, "Agent has not finished recovery")));
    }

    private void files(Exchange exchange, io.mesosframework.protocol.agent.Call call, Codec codec) {
        withFiles(exchange, files -> files.answer(call, codec));
    }

    private void files(Exchange exchange, Paths path) {
        withFiles(exchange, files -> files.answer(path.route(), path.query()));
    }

    private void withFiles(Exchange exchange, Function<SandboxFiles, Response> answer) {
        var unused = cluster.askAgent(agent, a -> a.info().getId().getValue())
                .whenCompleteAsync(
                        (id, failure) -> exchange.respond(
                                failure == null
                                        ? answer.apply(new SandboxFiles(workDirectory, id))
                                        : Response.of(503, "Agent has not finished recovery")),
                        workers);
    }

    private static Optional<Codec> withCodec(Exchange exchange, Call call) {
        return call.getType() == Call.Type.SUBSCRIBE ? CallReader.streamCodec(exchange) : Optional.of(Codec.JSON);
    }
}
