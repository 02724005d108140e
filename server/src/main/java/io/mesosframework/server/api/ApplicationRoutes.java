package io.mesosframework.server.api;

import io.mesosframework.scheduler.Deployed;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Applications created, put, deleted and shown, with the versions before. */
final class ApplicationRoutes {

    private static final String APP = "/v1/api/app";
    private static final String CHANGED = "Changed";

    private final ApiSource source;

    private ApplicationRoutes(ApiSource source) {
        this.source = source;
    }

    static List<ApiRoute> of(ApiSource source) {
        ApplicationRoutes routes = new ApplicationRoutes(source);
        return List.of(
                ApiRoute.of("POST", APP, "Deploys applications that are not there yet", routes::create)
                        .body("Applications", true)
                        .answers(202, CHANGED)
                        .answers(409, "Errors")
                        .atLeader(),
                ApiRoute.of("PUT", APP, "Deploys or replaces applications", routes::put)
                        .body("Applications", true)
                        .answers(201, CHANGED)
                        .answers(202, CHANGED)
                        .atLeader(),
                ApiRoute.of("DELETE", APP, "Ends the tasks of applications and removes these", routes::delete)
                        .parameter("name", "Text", false, "The application, where there is no body")
                        .body("Names", false)
                        .answers(202, CHANGED)
                        .answers(404, "Errors")
                        .atLeader(),
                ApiRoute.of("GET", APP, "An application and how it stands", routes::one)
                        .parameter("name", "Text", true, "The application")
                        .answers(200, "Application")
                        .answers(404, "Errors"),
                ApiRoute.of("GET", APP + "/all", "All applications", routes::all)
                        .answers(200, "ApplicationList"),
                ApiRoute.of("GET", APP + "/{name}/versions", "The versions of an application", routes::versions)
                        .answers(200, "Versions")
                        .answers(404, "Errors"));
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
                        .thenApply(deployed -> Json.answer(
                                status.apply(deployed),
                                ApplicationAnswers.changed(deployed.stream()
                                        .map(Deployed::specification)
                                        .toList()))));
    }

    private CompletionStage<ServerResponse> delete(ServerRequest request) {
        return ApiWrites.on(source, request, ApplicationRoutes::namesIn, (framework, names) -> {
            List<Specification> before = names.stream()
                    .flatMap(name -> framework.tasks().specification(name).stream())
                    .toList();
            return framework.delete(names).thenApply(done -> Json.answer(202, ApplicationAnswers.changed(before)));
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
        return Json.answer(200, ApplicationAnswers.one(Refusals.found(tasks, name), tasks))
                .now();
    }

    private CompletionStage<ServerResponse> all(ServerRequest request) {
        TaskView tasks = source.tasks();
        return Json.answer(200, ApplicationAnswers.all(tasks)).now();
    }

    private CompletionStage<ServerResponse> versions(ServerRequest request) {
        TaskView tasks = source.tasks();
        Specification present = Refusals.found(tasks, request.variable("name"));
        return Json.answer(200, ApplicationAnswers.versions(present, tasks)).now();
    }
}
