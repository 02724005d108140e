package io.mesosframework.server.api;

import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.RouteHandler;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * A route with what the API's description says of it. What the description does not have is refused: a parameter that is misspelt must
 * not be lost silently.
 *
 * @param path as of a {@link Route}; the variables are described by their names alone
 * @param summary what it does, in a line
 * @param parameters behind the question mark
 * @param body what a request's body holds
 * @param answers by status, the name of what is answered; errors that every route may answer are left out
 */
record ApiRoute(
        String method,
        String path,
        String summary,
        List<Parameter> parameters,
        Optional<Body> body,
        Map<Integer, String> answers,
        RouteHandler handler) {

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

    static ApiRoute of(String method, String path, String summary, RouteHandler handler) {
        return new ApiRoute(method, path, summary, List.of(), Optional.empty(), Map.of(), handler);
    }

    ApiRoute parameter(String name, String schema, boolean required, String description) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(new Parameter(name, schema, required, description));
        return new ApiRoute(method, path, summary, more, body, answers, handler);
    }

    /** The parameters of {@link Page}. */
    ApiRoute paged() {
        return parameter("from", "From", false, "How many of them to leave out, in their order; 0 where absent")
                .parameter("limit", "Limit", false, "How many to answer at most; 1000 where absent");
    }

    ApiRoute body(String schema, boolean required) {
        return new ApiRoute(
                method, path, summary, parameters, Optional.of(new Body(schema, required)), answers, handler);
    }

    /** @param schema the name of the schema of the answer's body */
    ApiRoute answers(int status, String schema) {
        Map<Integer, String> more = new TreeMap<>(answers);
        more.put(status, schema);
        return new ApiRoute(method, path, summary, parameters, body, more, handler);
    }

    /** Only the instance that leads answers: the others tell where it is. */
    ApiRoute atLeader() {
        return answers(307, "Leader");
    }

    Route route() {
        return Route.of(method, path, this::handle);
    }

    private CompletionStage<ServerResponse> handle(ServerRequest request) {
        List<Fault> faults = request.query().keySet().stream()
                .filter(name ->
                        parameters.stream().noneMatch(known -> known.name().equals(name)))
                .map(name -> new Fault(name, "is no parameter of this"))
                .toList();
        if (!faults.isEmpty()) {
            throw new RefusedException(400, faults);
        }
        return handler.handle(request);
    }
}
