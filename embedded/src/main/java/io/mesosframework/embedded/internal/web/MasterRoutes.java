package io.mesosframework.embedded.internal.web;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.core.ResourcesJson;
import io.mesosframework.embedded.internal.master.Master;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.embedded.internal.master.SchedulerCalls;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.scheduler.Call;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a master answers over HTTP (PROTOCOL I.1, E54-E63). Runs on I/O threads and never blocks. */
public final class MasterRoutes implements Handler {

    private static final String SCHEDULER_REALM = "mesos-master-scheduler";

    private final Cluster cluster;
    private final Exchanges exchanges;
    private final BasicAuthentication authentication;
    private final Supplier<String> address;

    /**
     * @param address the `host:port` that `/redirect` leads to
     */
    public MasterRoutes(
            Cluster cluster, Exchanges exchanges, BasicAuthentication authentication, Supplier<String> address) {
        this.cluster = cluster;
        this.exchanges = exchanges;
        this.authentication = authentication;
        this.address = address;
    }

    @Override
    public void handle(Exchange exchange) {
        Paths path = Paths.of(exchange.request().path(), "master");
        if (path.isUnder("/api/v1/scheduler")) {
            scheduler(exchange);
            return;
        }
        if (path.isUnder("/api/v1")) {
            exchange.respond(Response.of(501, "The operator API is not available in the embedded Mesos"));
            return;
        }
        switch (path.route()) {
            case "/health" -> exchange.respond(Response.of(200));
            case "/version" -> exchange.respond(version());
            case "/state", "/state.json" -> json(exchange, Master::stateJson);
            case "/metrics/snapshot" -> json(exchange, Master::metricsJson);
            case "/redirect" ->
                exchange.respond(new Response(307, Headers.of("Location", "//" + address.get()), new byte[0]));
            default -> exchange.respond(Replies.notFound());
        }
    }

    static Response version() {
        return Replies.json(JsonNodeFactory.instance
                .objectNode()
                .put("build_date", "2020-11-09 00:00:00")
                .put("build_time", 1604880000.0)
                .put("build_user", "embedded")
                .put("version", ResourcesJson.VERSION));
    }

    private void scheduler(Exchange exchange) {
        Optional<String> principal = Optional.empty();
        if (authentication.isRequired()) {
            principal = authentication.principal(
                    exchange.request().headers().get("Authorization").orElse(null));
            if (principal.isEmpty()) {
                exchange.respond(Replies.unauthorized(SCHEDULER_REALM));
                return;
            }
        }
        Optional<String> caller = principal;
        CallReader.read(exchange, Call.getDefaultInstance(), "scheduler", call -> SchedulerCalls.problem(call, caller))
                .ifPresent(call -> withCodec(exchange, call)
                        .ifPresent(codec -> cluster.post(() -> accept(exchange, codec, call, caller))));
    }

    /** Only these two look at Accept (PROTOCOL A28). */
    private static Optional<Codec> withCodec(Exchange exchange, Call call) {
        return call.getType() == Call.Type.SUBSCRIBE || call.getType() == Call.Type.RECONCILE_OPERATIONS
                ? CallReader.streamCodec(exchange)
                : Optional.of(Codec.JSON);
    }

    private void accept(Exchange exchange, Codec codec, Call call, Optional<String> principal) {
        if (!cluster.hasMaster()) {
            exchange.respond(Response.of(503, "Master has not finished recovery"));
            return;
        }
        cluster.toMaster(new MasterInput.SchedulerCall(
                exchanges.add(exchange, codec),
                call,
                exchange.request().headers().get("Mesos-Stream-Id"),
                principal));
    }

    private void json(Exchange exchange, Function<Master, ? extends JsonNode> content) {
        var unused = cluster.askMaster(content)
                .whenComplete((json, failure) -> exchange.respond(
                        failure == null ? Replies.json(json) : Response.of(503, String.valueOf(failure.getMessage()))));
    }
}
