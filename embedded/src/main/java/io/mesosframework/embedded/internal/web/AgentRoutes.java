package io.mesosframework.embedded.internal.web;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.agent.Agent;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.agent.ContainerCalls;
import io.mesosframework.embedded.internal.agent.ExecutorCalls;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.executor.Call;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.JsonNodeFactory;

/** What an agent answers over HTTP (PROTOCOL A74-A77, E65, E69-E72). Runs on I/O threads and never blocks. */
public final class AgentRoutes implements Handler {

    private final Cluster cluster;
    private final int agent;
    private final String process;
    private final Exchanges exchanges;
    private final Path workDirectory;
    private final Executor workers;

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
    }

    @Override
    public void handle(Exchange exchange) {
        Paths path = Paths.of(exchange.request().path(), process);
        if (path.route().startsWith("/api/v1/executor")) {
            executor(exchange);
            return;
        }
        if (path.route().startsWith("/api/v1")) {
            operator(exchange);
            return;
        }
        switch (path.route()) {
            case "/health" -> exchange.respond(Response.of(200));
            case "/version" -> MasterRoutes.version(exchange, path);
            case "/state", "/state.json" -> state(exchange);
            case "/metrics/snapshot" ->
                exchange.respond(
                        Replies.json(JsonNodeFactory.instance.objectNode().put("slave/registered", 1.0), Map.of()));
            case "/files/browse", "/files/read", "/files/download" -> files(exchange, path);
            default -> exchange.respond(Replies.notFound());
        }
    }

    private void state(Exchange exchange) {
        var unused = cluster.askAgent(agent, Agent::stateJson)
                .whenComplete((json, failure) -> exchange.respond(
                        failure == null
                                ? Replies.json(json, Map.of())
                                : Response.of(503, "Agent has not finished recovery")));
    }

    private void executor(Exchange exchange) {
        CallReader.read(exchange, Call.getDefaultInstance(), "Executor", ExecutorCalls::problem)
                .ifPresent(call -> withCodec(exchange, call)
                        .ifPresent(codec -> cluster.post(() -> cluster.toAgent(
                                agent, new AgentInput.ExecutorCall(exchanges.add(exchange, codec), call)))));
    }

    /** What is asked of containers; of the rest nothing is there yet. */
    private void operator(Exchange exchange) {
        CallReader.read(
                        exchange,
                        io.mesosframework.protocol.agent.Call.getDefaultInstance(),
                        "agent",
                        ContainerCalls::problem)
                .ifPresent(call -> {
                    if (!ContainerCalls.isOne(call)) {
                        exchange.respond(Response.of(501, "The operator API is not available in the embedded Mesos"));
                        return;
                    }
                    CallReader.streamCodec(exchange)
                            .ifPresent(codec -> cluster.post(() -> cluster.toAgent(
                                    agent, new AgentInput.ContainerCall(exchanges.add(exchange, codec), call))));
                });
    }

    private static Optional<Codec> withCodec(Exchange exchange, Call call) {
        return call.getType() == Call.Type.SUBSCRIBE ? CallReader.streamCodec(exchange) : Optional.of(Codec.JSON);
    }

    private void files(Exchange exchange, Paths path) {
        var unused = cluster.askAgent(agent, a -> a.info().getId().getValue())
                .whenCompleteAsync(
                        (id, failure) -> exchange.respond(
                                failure == null
                                        ? new SandboxFiles(workDirectory, id).answer(path.route(), path.query())
                                        : Response.of(503, "Agent has not finished recovery")),
                        workers);
    }
}
