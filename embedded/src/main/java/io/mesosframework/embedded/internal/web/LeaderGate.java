package io.mesosframework.embedded.internal.web;

import io.mesosframework.embedded.internal.Leadership;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Lets a master serve only while it leads, and points to the leader otherwise, before it looks at the request (PROTOCOL
 * A17-A20). Credentials are checked even before (A41).
 */
public final class LeaderGate implements Handler {

    /** What only the leader answers; the rest every master does, whoever leads. */
    private static final List<String> LEADERS = List.of(
            "/api/v1",
            "/state",
            "/state-summary",
            "/slaves",
            "/frameworks",
            "/tasks",
            "/roles",
            "/maintenance",
            "/machine",
            "/quota",
            "/weights",
            "/teardown",
            "/reserve",
            "/unreserve",
            "/create-volumes",
            "/destroy-volumes");

    private final int master;
    private final Supplier<Leadership> leadership;
    private final IntFunction<String> address;
    private final BasicAuthentication frameworks;
    private final BasicAuthentication operators;
    private final Handler routes;

    /**
     * @param master the number of this one
     * @param frameworks who may use the scheduler API, {@code operators} who may use the rest
     * @param address the `host:port` of a master by its number
     */
    public LeaderGate(
            int master,
            Supplier<Leadership> leadership,
            IntFunction<String> address,
            BasicAuthentication frameworks,
            BasicAuthentication operators,
            Handler routes) {
        this.master = master;
        this.leadership = leadership;
        this.address = address;
        this.frameworks = frameworks;
        this.operators = operators;
        this.routes = routes;
    }

    @Override
    public void handle(Exchange exchange) {
        Paths path = Paths.of(exchange.request().path(), "master");
        Leadership now = leadership.get();
        Optional<String> leader = now.address(address);
        if (path.route().equals("/redirect")) {
            exchange.respond(leader.map(LeaderGate::redirect).orElseGet(LeaderGate::noLeader));
        } else if (LEADERS.stream().noneMatch(prefix -> isUnder(path, prefix)) || refused(exchange, path)) {
            routes.handle(exchange);
        } else if (leader.isEmpty()) {
            exchange.respond(noLeader());
        } else if (now.leader() != master) {
            exchange.respond(redirect(leader.get() + target(exchange)));
        } else if (!now.recovered()) {
            exchange.respond(Replies.text(503, "Master has not finished recovery"));
        } else {
            routes.handle(exchange);
        }
    }

    private boolean refused(Exchange exchange, Paths path) {
        BasicAuthentication authentication = isUnder(path, "/api/v1/scheduler") ? frameworks : operators;
        return authentication.isRequired()
                && authentication
                        .principal(exchange.request()
                                .headers()
                                .get("Authorization")
                                .orElse(null))
                        .isEmpty();
    }

    private static boolean isUnder(Paths path, String prefix) {
        return path.route().equals(prefix) || path.route().startsWith(prefix + "/");
    }

    /** Under the process's name, with whatever follows the route. */
    private static String target(Exchange exchange) {
        String path = exchange.request().path();
        return path.startsWith("/master/") ? path : "/master" + path;
    }

    private static Response redirect(String to) {
        return new Response(307, Headers.of("Location", "//" + to), new byte[0]);
    }

    private static Response noLeader() {
        return Replies.text(503, "No leader elected");
    }
}
