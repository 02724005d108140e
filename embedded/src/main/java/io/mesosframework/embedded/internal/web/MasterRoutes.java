package io.mesosframework.embedded.internal.web;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.core.Action;
import io.mesosframework.embedded.internal.core.Build;
import io.mesosframework.embedded.internal.master.Master;
import io.mesosframework.embedded.internal.master.MasterInput;
import io.mesosframework.embedded.internal.master.OperatorCalls;
import io.mesosframework.embedded.internal.master.SchedulerCalls;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.utils.MalformedValueException;
import io.mesosframework.utils.MesosDuration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a master answers over HTTP (PROTOCOL I.1, E1, E54-E71). Runs on I/O threads and never blocks. */
public final class MasterRoutes implements Handler {

    private static final String SCHEDULER_REALM = "mesos-master-scheduler";
    private static final List<String> POST = List.of("POST");

    private final Cluster cluster;
    private final Exchanges exchanges;
    private final BasicAuthentication frameworks;
    private final BasicAuthentication operators;
    private final Supplier<String> address;
    private final BooleanSupplier leads;
    private final Acls acls;
    private final Router router;

    /**
     * @param frameworks who may use the scheduler API
     * @param operators who may use all else but what is open to anybody
     * @param address the `host:port` that `/redirect` leads to
     * @param acls who may use the endpoints that are all or nothing; the master looks after the others
     */
    public MasterRoutes(
            Cluster cluster,
            Exchanges exchanges,
            BasicAuthentication frameworks,
            BasicAuthentication operators,
            Supplier<String> address,
            BooleanSupplier leads,
            Acls acls) {
        this.cluster = cluster;
        this.exchanges = exchanges;
        this.frameworks = frameworks;
        this.operators = operators;
        this.address = address;
        this.leads = leads;
        this.acls = acls;
        this.router = new Router("mesos-master", operators);
        addOpenRoutes();
        addReads();
        addWrites();
    }

    @Override
    public void handle(Exchange exchange) {
        router.route(exchange, Paths.of(exchange.request().path(), "master"));
    }

    private void addOpenRoutes() {
        router.add("/api/v1/scheduler", Router.Access.ANYBODY, (exchange, path) -> scheduler(exchange));
        router.add("/health", Router.Access.ANYBODY, (exchange, path) -> exchange.respond(Response.of(200)));
        router.addExact("/version", Router.Access.ANYBODY, MasterRoutes::version);
        router.addExact(
                "/redirect",
                Router.Access.ANYBODY,
                (exchange, path) ->
                        exchange.respond(new Response(307, Headers.of("Location", "//" + address.get()), new byte[0])));
    }

    private void addReads() {
        for (String route : List.of("/state", "/state-summary", "/slaves", "/frameworks", "/tasks", "/roles")) {
            router.add(route, Router.Access.READ, (exchange, path) -> json(exchange, route, path));
        }
        router.add("/flags", Router.Access.READ, acls.isEmpty() ? List.of() : List.of("GET"), this::flags);
        router.addExact("/metrics/snapshot", Router.Access.READ, this::metrics);
        router.addExact(
                "/files/debug",
                Router.Access.READ,
                (exchange, path) ->
                        exchange.respond(Replies.json(JsonNodeFactory.instance.objectNode(), path.query())));
        for (String route : List.of("/files/browse", "/files/read", "/files/download")) {
            // without a log directory a master has no files
            router.addExact(
                    route,
                    Router.Access.READ,
                    (exchange, path) -> exchange.respond(
                            SandboxFiles.problem(route, path.query()).orElseGet(() -> Replies.text(404, ""))));
        }
        router.add(
                "/maintenance/status",
                Router.Access.READ,
                List.of("GET"),
                (exchange, path) -> json(exchange, "/maintenance/status", path));
    }

    private void addWrites() {
        router.add("/api/v1", Router.Access.WRITE, (exchange, path) -> operator(exchange));
        router.add("/teardown", Router.Access.WRITE, POST, form((request, path) -> FormCalls.teardown(request)));
        router.add("/reserve", Router.Access.WRITE, POST, form((request, path) -> FormCalls.reserve(request)));
        router.add("/unreserve", Router.Access.WRITE, POST, form((request, path) -> FormCalls.unreserve(request)));
        router.add(
                "/create-volumes",
                Router.Access.WRITE,
                POST,
                form((request, path) -> FormCalls.createVolumes(request)));
        router.add(
                "/destroy-volumes",
                Router.Access.WRITE,
                POST,
                form((request, path) -> FormCalls.destroyVolumes(request)));
        router.add(
                "/machine/down", Router.Access.WRITE, POST, form((request, path) -> FormCalls.machinesDown(request)));
        router.add("/machine/up", Router.Access.WRITE, POST, form((request, path) -> FormCalls.machinesUp(request)));
        router.add(
                "/maintenance/schedule",
                Router.Access.WRITE,
                List.of("GET", "POST"),
                readOr("/maintenance/schedule", (request, path) -> FormCalls.updateSchedule(request)));
        router.add(
                "/weights",
                Router.Access.WRITE,
                List.of("GET", "PUT"),
                readOr("/weights", (request, path) -> FormCalls.updateWeights(request)));
        router.add(
                "/quota",
                Router.Access.WRITE,
                List.of("GET", "POST", "DELETE"),
                readOr(
                        "/quota",
                        (request, path) -> request.method().equals("POST")
                                ? FormCalls.setQuota(request)
                                : FormCalls.removeQuota(path)));
    }

    static void version(Exchange exchange, Paths path) {
        exchange.respond(Replies.json(Build.putVersion(JsonNodeFactory.instance.objectNode()), path.query()));
    }

    private void scheduler(Exchange exchange) {
        Optional<String> principal = Optional.empty();
        if (frameworks.isRequired()) {
            principal = frameworks.principal(
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

    /** Accept is looked at for every call, but last (PROTOCOL A29). */
    private void operator(Exchange exchange) {
        CallReader.read(
                        exchange,
                        io.mesosframework.protocol.master.Call.getDefaultInstance(),
                        "master",
                        OperatorCalls::problem)
                .ifPresent(call -> CallReader.streamCodec(exchange)
                        .ifPresent(codec -> cluster.post(() -> accept(exchange, codec, call))));
    }

    private void accept(Exchange exchange, Codec codec, io.mesosframework.protocol.master.Call call) {
        if (!cluster.hasMaster()) {
            exchange.respond(Response.of(503, "Master has not finished recovery"));
            return;
        }
        cluster.toMaster(new MasterInput.OperatorCall(exchanges.add(exchange, codec), call, principal(exchange)));
    }

    private Optional<String> principal(Exchange exchange) {
        return operators.isRequired()
                ? operators.principal(
                        exchange.request().headers().get("Authorization").orElse(null))
                : Optional.empty();
    }

    private BiConsumer<Exchange, Paths> form(
            BiFunction<Request, Paths, io.mesosframework.protocol.master.Call> reader) {
        return (exchange, path) -> {
            io.mesosframework.protocol.master.Call call;
            try {
                call = reader.apply(exchange.request(), path);
            } catch (FormCalls.Unusable e) {
                exchange.respond(Response.of(400, e.words()));
                return;
            }
            cluster.post(() -> accept(exchange, Codec.JSON, call));
        };
    }

    private BiConsumer<Exchange, Paths> readOr(
            String route, BiFunction<Request, Paths, io.mesosframework.protocol.master.Call> reader) {
        var write = form(reader);
        return (exchange, path) -> {
            if (exchange.request().method().equals("GET")) {
                json(exchange, route, path);
            } else {
                write.accept(exchange, path);
            }
        };
    }

    private void json(Exchange exchange, String route, Paths path) {
        var unused = cluster.askMaster(master -> master.json(route, path.query(), principal(exchange)))
                .whenComplete((json, failure) -> {
                    if (failure != null) {
                        exchange.respond(Response.of(503, String.valueOf(failure.getMessage())));
                    } else {
                        exchange.respond(json.map(found -> Replies.json(found, path.query()))
                                .orElseGet(Replies::notFound));
                    }
                });
    }

    private void flags(Exchange exchange, Paths path) {
        if (acls.allows(Action.VIEW_FLAGS, principal(exchange), Optional.empty())) {
            json(exchange, "/flags", path);
        } else {
            exchange.respond(Replies.forbidden());
        }
    }

    private void metrics(Exchange exchange, Paths path) {
        if (!acls.allows(Action.GET_ENDPOINT, principal(exchange), Optional.of("/metrics/snapshot"))) {
            exchange.respond(Replies.forbidden());
            return;
        }
        String timeout = path.query().get("timeout");
        try {
            if (timeout != null) {
                MesosDuration.parse(timeout);
            }
        } catch (MalformedValueException e) {
            exchange.respond(Response.of(
                    400,
                    "Invalid timeout '" + timeout + "': Failed to convert '" + digits(timeout) + "' to number.\n"));
            return;
        }
        json(exchange, leads.getAsBoolean() ? "/metrics/snapshot" : Master.FOLLOWERS_METRICS, path);
    }

    /** What stands before the unit. */
    private static String digits(String text) {
        int end = 0;
        while (end < text.length() && "0123456789.".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return text.substring(0, end);
    }
}
