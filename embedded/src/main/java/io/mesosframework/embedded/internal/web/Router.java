package io.mesosframework.embedded.internal.web;

import io.mesosframework.http.Exchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers a path: the longest route that it begins with, as libprocess does (PROTOCOL A13-A15). Asks for
 * credentials before anything else (A41), then for the right method.
 */
final class Router {

    /** Whether credentials are asked for, and in which realm (PROTOCOL A37). */
    enum Access {
        ANYBODY,
        READ,
        WRITE
    }

    /**
     * @param exact whether nothing may follow the route
     * @param methods those allowed, in the order of the error text; empty for all
     */
    private record Route(Access access, boolean exact, List<String> methods, BiConsumer<Exchange, Paths> action) {}

    private final Map<String, Route> routes = new HashMap<>();
    private final String realms;
    private final BasicAuthentication endpoints;

    /**
     * @param realms what the names of the realms begin with, such as `mesos-master`
     * @param endpoints who may use the routes that are not open to anybody
     */
    Router(String realms, BasicAuthentication endpoints) {
        this.realms = realms;
        this.endpoints = endpoints;
    }

    void add(String path, Access access, BiConsumer<Exchange, Paths> action) {
        routes.put(path, new Route(access, false, List.of(), action));
    }

    void add(String path, Access access, List<String> methods, BiConsumer<Exchange, Paths> action) {
        routes.put(path, new Route(access, false, methods, action));
    }

    /** A route that nothing may follow. */
    void addExact(String path, Access access, BiConsumer<Exchange, Paths> action) {
        routes.put(path, new Route(access, true, List.of(), action));
    }

    void route(Exchange exchange, Paths path) {
        Route found = find(path.route());
        if (found == null) {
            exchange.respond(Replies.notFound());
        } else if (found.access != Access.ANYBODY && !isKnown(exchange)) {
            String realm = realms + (found.access == Access.READ ? "-readonly" : "-readwrite");
            exchange.respond(Replies.unauthorized(realm));
        } else if (!found.methods.isEmpty()
                && !found.methods.contains(exchange.request().method())) {
            exchange.respond(
                    Replies.methodNotAllowed(found.methods, exchange.request().method()));
        } else {
            found.action.accept(exchange, path);
        }
    }

    private @Nullable Route find(String path) {
        for (String prefix = path; !prefix.isEmpty(); prefix = prefix.substring(0, prefix.lastIndexOf('/'))) {
            Route route = routes.get(prefix);
            if (route != null) {
                return route.exact && !prefix.equals(path) ? null : route;
            }
        }
        return null;
    }

    private boolean isKnown(Exchange exchange) {
        return !endpoints.isRequired()
                || endpoints
                        .principal(exchange.request()
                                .headers()
                                .get("Authorization")
                                .orElse(null))
                        .isPresent();
    }
}
