package io.mesosframework.server.api;

import io.mesosframework.scheduler.Deployed;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The API of a framework: applications deployed, replaced, deleted and shown. Every write changes all that it names or nothing, and is
 * answered when it is durable.
 *
 * <p>An instance that stands by answers what reads, and sends what writes on to the one that leads: 307 with its address, 503 while none
 * leads.
 */
public final class FrameworkApi {

    private static final String APP = "/v1/api/app";

    private final ApiSource source;

    private FrameworkApi(ApiSource source) {
        this.source = source;
    }

    /** The routes, to be given to a {@link io.mesosframework.server.MesosServerBuilder}. */
    public static List<Route> routes(ApiSource source) {
        FrameworkApi api = new FrameworkApi(source);
        return List.of(
                Route.of("POST", APP, api::create),
                Route.of("PUT", APP, api::put),
                Route.of("DELETE", APP, api::delete),
                Route.of("GET", APP, api::one),
                Route.of("GET", APP + "/all", api::all));
    }

    private CompletionStage<ServerResponse> create(ServerRequest request) {
        return deploy(request, Framework::create, deployed -> 202);
    }

    private CompletionStage<ServerResponse> put(ServerRequest request) {
        return deploy(request, Framework::put, deployed -> deployed.stream().anyMatch(Deployed::created) ? 201 : 202);
    }

    private CompletionStage<ServerResponse> deploy(
            ServerRequest request,
            BiFunction<Framework, Collection<Application>, CompletableFuture<List<Deployed>>> change,
            Function<List<Deployed>, Integer> status) {
        return ApiWrites.on(
                source,
                request,
                asked -> Named.in(asked.body()),
                (framework, applications) -> change.apply(framework, applications)
                        .thenApply(deployed -> ServerResponse.json(
                                status.apply(deployed),
                                ApplicationAnswers.versions(deployed.stream()
                                        .map(Deployed::specification)
                                        .toList()))));
    }

    private CompletionStage<ServerResponse> delete(ServerRequest request) {
        return ApiWrites.on(source, request, FrameworkApi::namesIn, (framework, names) -> {
            List<Specification> before = names.stream()
                    .flatMap(name -> framework.tasks().specification(name).stream())
                    .toList();
            return framework
                    .delete(names)
                    .thenApply(done -> ServerResponse.json(202, ApplicationAnswers.versions(before)));
        });
    }

    private static Named<String> namesIn(ServerRequest request) {
        boolean hasBody = request.body().length > 0;
        if (request.parameter("name").isPresent() == hasBody) {
            throw new RefusedException(
                    400, "name", "is given, or else there is a body with the applications to delete");
        }
        return hasBody
                ? Named.namesIn(request.body())
                : Named.one(request.parameter("name").orElseThrow());
    }

    private CompletionStage<ServerResponse> one(ServerRequest request) {
        String name = request.parameter("name")
                .orElseThrow(() -> new RefusedException(400, "name", "is missing: the application's name"));
        TaskView tasks = source.tasks();
        Specification found = tasks.specification(name)
                .orElseThrow(() -> new RefusedException(404, "name", "There is no application " + name));
        return ServerResponse.json(200, ApplicationAnswers.one(found, tasks)).now();
    }

    private CompletionStage<ServerResponse> all(ServerRequest request) {
        TaskView tasks = source.tasks();
        return ServerResponse.json(200, ApplicationAnswers.all(tasks)).now();
    }
}
