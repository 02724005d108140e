package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.server.Fault;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.utils.Futures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Brings writes to the instance that leads, and what it refuses to the client. */
final class ApiWrites {

    private ApiWrites() {}

    /** @param read what the request asks for; only here, as who leads has its own limits */
    static <T> CompletionStage<ServerResponse> on(
            ApiSource source,
            ServerRequest request,
            Function<ServerRequest, Named<T>> read,
            BiFunction<Framework, List<T>, CompletableFuture<ServerResponse>> write) {
        Optional<Framework> leading = source.leading();
        if (leading.isEmpty()) {
            return toLeader(source, request).now();
        }
        Framework framework = leading.get();
        Named<T> asked;
        try {
            asked = read.apply(request);
        } catch (InvalidApplicationsException e) {
            throw Refusals.invalid(e, problem -> problem.path());
        }
        asked.requireDistinct();
        return write.apply(framework, asked.items()).exceptionallyCompose(error -> {
            return CompletableFuture.failedFuture(Refusals.of(Futures.cause(error), asked, framework));
        });
    }

    /** Sends on to the instance that leads. */
    static ServerResponse toLeader(ApiSource source, ServerRequest request) {
        return source.leader()
                .filter(leader -> !leader.address().isEmpty())
                .map(leader -> ServerResponse.json(307, ApplicationAnswers.leader(leader))
                        .with("Location", leader.address() + request.target()))
                .orElseGet(() -> Refusals.later(new Fault("No instance leads just now: try again")));
    }
}
