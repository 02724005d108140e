package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.server.Fault;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.utils.Futures;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Brings what only the instance that leads can do or tell to that one, and what it refuses to the client. */
final class ApiWrites {

    private ApiWrites() {}

    /** @param read what the request asks for; only here, as who leads has its own limits */
    static <T> CompletionStage<ServerResponse> on(
            ApiSource source,
            ServerRequest request,
            Function<ServerRequest, Named<T>> read,
            BiFunction<Framework, List<T>, CompletableFuture<ServerResponse>> write) {
        requireSameSite(request);
        requireJson(request);
        return atLeader(source, request, framework -> {
            Named<T> asked;
            try {
                asked = read.apply(request);
            } catch (InvalidApplicationsException e) {
                throw Refusals.invalid(e, problem -> problem.path());
            }
            asked.requireDistinct();
            return write.apply(framework, asked.items())
                    .exceptionallyCompose(error ->
                            CompletableFuture.failedFuture(Refusals.of(Futures.cause(error), asked, framework)));
        });
    }

    /** On the framework, where this instance leads; else tells who does. */
    static CompletionStage<ServerResponse> atLeader(
            ApiSource source,
            ServerRequest request,
            Function<Framework, ? extends CompletionStage<ServerResponse>> answer) {
        Optional<Framework> leading = source.leading();
        return leading.isPresent()
                ? answer.apply(leading.get())
                : toLeader(source, request).now();
    }

    /** Sends on to the instance that leads. */
    static ServerResponse toLeader(ApiSource source, ServerRequest request) {
        return source.leader()
                .filter(leader -> !leader.address().isEmpty())
                .map(leader -> Json.answer(307, Json.object().set("leader", Json.of(Optional.of(leader))))
                        .with("Location", leader.address() + request.target()))
                .orElseGet(() -> Refusals.later(new Fault("No instance leads just now: try again")));
    }

    /** A page of another site that a browser shows must not change anything with the credentials, or from the host, of who looks at it. */
    private static void requireSameSite(ServerRequest request) {
        Optional<String> origin = request.header("Origin");
        if (origin.isPresent()) {
            String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
            String site = origin.get().toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
            if (!site.equals(host)) {
                throw new RefusedException(403, "Origin", "is another site, whose pages change nothing here");
            }
        }
    }

    private static void requireJson(ServerRequest request) {
        String type = request.header("Content-Type")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s", "");
        boolean isJson = type.isEmpty() || type.matches("application/json(;charset=\"?utf-8\"?)?");
        if (request.body().length > 0 && !isJson) {
            throw new RefusedException(
                    415, "Content-Type", "must be application/json, as curl sends with --json; is " + type);
        }
    }
}
