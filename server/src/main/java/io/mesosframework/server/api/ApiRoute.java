package io.mesosframework.server.api;

import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.RouteHandler;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * A route with what the API's description says of it.
 *
 * @param summary what it does, in a line
 * @param parameters behind the question mark
 * @param body what a request's body holds
 * @param answers by status; errors that every route may answer are left out
 * @param route what answers; the variables of its path are described by their names alone
 * @param strict whether a parameter that is not described is refused
 */
record ApiRoute(
        String summary,
        List<Parameter> parameters,
        Optional<Body> body,
        Map<Integer, Answer> answers,
        Route route,
        boolean strict) {

    ApiRoute {
        parameters = List.copyOf(parameters);
        answers = Map.copyOf(answers);
    }

    /**
     * A parameter behind the question mark.
     *
     * @param schema the name of its schema
     */
    record Parameter(String name, String schema, boolean required, String description) {}

    /**
     * What a request's body holds.
     *
     * @param schema the name of its schema
     * @param required whether it may be left out
     */
    record Body(String schema, boolean required) {}

    /**
     * What is answered.
     *
     * @param schema the name of its schema
     */
    record Answer(String mediaType, String schema) {}

    /** What the description does not have is refused: a parameter that is misspelt must not be lost silently. */
    static ApiRoute of(String method, String path, String summary, RouteHandler handler) {
        return new ApiRoute(summary, List.of(), Optional.empty(), Map.of(), Route.of(method, path, handler), true);
    }

    /** One that looks at its parameters by itself. */
    static ApiRoute of(Route route, String summary) {
        return new ApiRoute(summary, List.of(), Optional.empty(), Map.of(), route, false);
    }

    String method() {
        return route.method();
    }

    String path() {
        return route.path();
    }

    ApiRoute parameter(String name, String schema, boolean required, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, schema, required, description));
        return new ApiRoute(summary, more, body, answers, route, strict);
    }

    /** The parameters of {@link Page}. */
    ApiRoute paged() {
        return parameter("from", "From", false, "How many of them to leave out, in their order; 0 where absent")
                .parameter("limit", "Limit", false, "How many to answer at most; 1000 where absent");
    }

    ApiRoute body(String schema, boolean required) {
        return new ApiRoute(summary, parameters, Optional.of(new Body(schema, required)), answers, route, strict);
    }

    /** @param schema the name of the schema of the answer's body, which is JSON */
    ApiRoute answers(int status, String schema) {
        return answers(status, "application/json", schema);
    }

    ApiRoute answers(int status, String mediaType, String schema) {
        Map<Integer, Answer> more = new TreeMap<>(answers);
        more.put(status, new Answer(mediaType, schema));
        return new ApiRoute(summary, parameters, body, more, route, strict);
    }

    /** Only the instance that leads answers: the others tell where it is. */
    ApiRoute atLeader() {
        return answers(307, "Leader");
    }

    /** To be served. */
    Route served() {
        return strict ? new Route(method(), path(), route.open(), this::handle) : route;
    }

    private CompletionStage<ServerResponse> handle(ServerRequest request) {
        refuseUnknown(request, parameters.stream().map(Parameter::name).toList());
        return route.handler().handle(request);
    }

    /** @throws RefusedException if there are parameters behind the question mark that are none of these */
    static void refuseUnknown(ServerRequest request, Collection<String> known) {
        List<Fault> faults = request.query().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Fault(name, "is no parameter of this"))
                .toList();
        if (!faults.isEmpty()) {
            throw new RefusedException(400, faults);
        }
    }
}
