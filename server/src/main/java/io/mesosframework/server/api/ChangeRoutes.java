package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.RouteHandler;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.utils.Futures;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be done to an application that is there, and to one of its slots. */
final class ChangeRoutes {

    private static final String APP = "/v1/api/app/{name}";
    private static final int MOST_INSTANCES = 1_000_000;

    private final ApiSource source;

    private ChangeRoutes(ApiSource source) {
        this.source = source;
    }

    static List<ApiRoute> of(ApiSource source) {
        ChangeRoutes routes = new ChangeRoutes(source);
        return List.of(
                routes.verb("scale", "Gives an application another number of slots", routes::scale)
                        .body("Scale", true),
                routes.verb(
                        "restart",
                        "Gives every slot of an application a new task, one after the other",
                        request -> routes.change(request, Framework::restart)),
                routes.verb("rollback", "Goes back to the specification before the present one", routes::rollback)
                        .answers(409, "Errors"),
                routes.verb(
                        "resume",
                        "Goes on with an update that has halted",
                        request -> routes.change(request, Framework::resume)),
                ApiRoute.of(
                                "POST",
                                APP + "/kill",
                                "Kills all tasks of an application, which get new ones",
                                routes::killAll)
                        .answers(202, "Killed")
                        .answers(404, "Errors")
                        .atLeader(),
                ApiRoute.of(
                                "POST",
                                "/v1/api/slot/{slot}/kill",
                                "Kills a slot's task, which gets a new one",
                                routes::kill)
                        .answers(202, "Killed")
                        .answers(404, "Errors")
                        .atLeader());
    }

    private ApiRoute verb(String verb, String summary, RouteHandler handler) {
        return ApiRoute.of("POST", APP + "/" + verb, summary, handler)
                .answers(202, "Changed")
                .answers(404, "Errors")
                .atLeader();
    }

    private CompletionStage<ServerResponse> scale(ServerRequest request) {
        return ApiWrites.on(source, request, ChangeRoutes::named, (framework, names) -> {
            int instances = instances(request.body());
            return changed(framework, names.get(0), framework.scale(names.get(0), instances));
        });
    }

    private static int instances(byte[] body) {
        JsonNode instances = Json.fields(body, Set.of("instances")).path("instances");
        double count = instances.isDouble() || instances.canConvertToInt() ? instances.asDouble() : -1;
        if (count != Math.rint(count) || count < 0 || count > MOST_INSTANCES) {
            throw new RefusedException(400, "instances", "must be a whole number from 0 to " + MOST_INSTANCES);
        }
        return (int) count;
    }

    private CompletionStage<ServerResponse> change(
            ServerRequest request, BiFunction<Framework, String, CompletableFuture<Void>> change) {
        return ApiWrites.on(source, request, ChangeRoutes::withoutBody, (framework, names) -> {
            return changed(framework, names.get(0), change.apply(framework, names.get(0)));
        });
    }

    private CompletionStage<ServerResponse> rollback(ServerRequest request) {
        return ApiWrites.on(source, request, ChangeRoutes::withoutBody, (framework, names) -> {
            String name = names.get(0);
            return changed(framework, name, framework.rollback(name).exceptionallyCompose(error -> {
                boolean isThere = framework
                        .tasks()
                        .specification(name)
                        .filter(specification -> !specification.deleted())
                        .isPresent();
                Throwable cause = Futures.cause(error);
                return CompletableFuture.failedFuture(
                        cause instanceof UnknownApplicationException && isThere
                                ? new RefusedException(409, "name", String.valueOf(cause.getMessage()))
                                : cause);
            }));
        });
    }

    private static CompletableFuture<ServerResponse> changed(
            Framework framework, String name, CompletableFuture<Void> change) {
        return change.thenApply(done -> Json.answer(
                202,
                ApplicationAnswers.changed(
                        framework.tasks().specification(name).stream().toList())));
    }

    private CompletionStage<ServerResponse> killAll(ServerRequest request) {
        return ApiWrites.on(
                source, request, ChangeRoutes::withoutBody, (framework, names) -> killed(framework.kill(names.get(0))));
    }

    private CompletionStage<ServerResponse> kill(ServerRequest request) {
        return ApiWrites.on(source, request, asked -> Named.one(slotNamed(asked)), (framework, slots) -> {
            requireNoBody(request);
            return killed(framework.kill(slots).exceptionallyCompose(error -> {
                Throwable cause = Futures.cause(error);
                return CompletableFuture.failedFuture(
                        cause instanceof UnknownApplicationException
                                ? new RefusedException(404, "slot", String.valueOf(cause.getMessage()))
                                : cause);
            }));
        });
    }

    /** @throws RefusedException with 404 if it is no name of a slot */
    private static SlotKey slotNamed(ServerRequest request) {
        String name = request.variable("slot");
        return SlotKey.parse(name).orElseThrow(() -> Refusals.noSlot(name));
    }

    private static CompletableFuture<ServerResponse> killed(CompletableFuture<List<Slot>> kill) {
        return kill.thenApply(slots -> {
            ObjectNode root = Json.object();
            ArrayNode all = root.putArray("killed");
            slots.forEach(slot -> all.addObject()
                    .put("slot", slot.key().toString())
                    .put("taskId", slot.currentTask().id()));
            return Json.answer(202, root);
        });
    }

    private static Named<String> named(ServerRequest request) {
        return Named.one(request.variable("name"));
    }

    private static Named<String> withoutBody(ServerRequest request) {
        requireNoBody(request);
        return named(request);
    }

    /** An empty object is as good as none. */
    private static void requireNoBody(ServerRequest request) {
        Json.fields(request.body(), Set.of());
    }
}
