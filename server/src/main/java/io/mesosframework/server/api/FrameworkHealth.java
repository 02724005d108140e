package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an instance fares, for those who start and stop it and who send it requests; without authentication.
 *
 * <ul>
 *   <li>{@code /health/live}: 200 unless its framework has ended by an error, of which only a new start may help;
 *   <li>{@code /health/ready}: 200 where it leads, is subscribed and reconciled and its storage takes what is to be kept, or where it stands by,
 *       knows who leads, and shows what is stored;
 *   <li>{@code /health/leader}: 200 where it leads.
 * </ul>
 *
 * <p>Else it is 503. The bodies say what is wrong: {@code {"ready":false,"role":"leader","problems":[{"part":…,"since":…,"message":…}]}}.
 */
public final class FrameworkHealth {

    private final ApiSource source;

    private FrameworkHealth(ApiSource source) {
        this.source = source;
    }

    /** The routes, to be given to a {@link io.mesosframework.server.MesosServerBuilder}. */
    public static List<Route> routes(ApiSource source) {
        FrameworkHealth health = new FrameworkHealth(source);
        return List.of(
                Route.open("GET", "/health/live", health::live),
                Route.open("GET", "/health/ready", health::ready),
                Route.open("GET", "/health/leader", health::leader));
    }

    private CompletionStage<ServerResponse> live(ServerRequest request) {
        ObjectNode body = Json.object();
        Optional<String> ended = condition().flatMap(FrameworkCondition::ended);
        body.put("live", ended.isEmpty());
        ArrayNode problems = body.putArray("problems");
        ended.ifPresent(why -> problem(problems, "framework", null, why));
        return answer(ended.isEmpty(), body);
    }

    private CompletionStage<ServerResponse> ready(ServerRequest request) {
        ObjectNode body = Json.object();
        Optional<FrameworkCondition> condition = condition();
        ArrayNode problems = Json.array();
        condition.ifPresentOrElse(present -> problems(present, problems), () -> standbyProblems(problems));
        boolean ready = problems.isEmpty();
        body.put("ready", ready);
        body.put("role", condition.isPresent() ? "leader" : "standby");
        body.set("problems", problems);
        return answer(ready, body);
    }

    private void standbyProblems(ArrayNode problems) {
        if (source.leader().isEmpty()) {
            problem(problems, "leader", null, "no instance leads");
        }
        source.following()
                .filter(part -> !part.isWell())
                .ifPresent(part -> problem(problems, "storage", part.since(), part.words()));
    }

    private static void problems(FrameworkCondition condition, ArrayNode problems) {
        FrameworkCondition.Part subscription = condition.subscription();
        FrameworkCondition.Part storage = condition.storage();
        condition.ended().ifPresent(why -> problem(problems, "framework", null, why));
        if (!storage.isWell()) {
            problem(problems, "storage", storage.since(), storage.words());
        }
        if (!subscription.isWell()) {
            problem(problems, "subscription", subscription.since(), subscription.words());
        } else if (!condition.reconciled()) {
            problem(
                    problems,
                    "reconciliation",
                    subscription.since(),
                    "the master at " + subscription.words() + " has not yet told the state of every task");
        }
    }

    private CompletionStage<ServerResponse> leader(ServerRequest request) {
        ObjectNode body = Json.object();
        boolean leading =
                condition().filter(present -> present.ended().isEmpty()).isPresent();
        body.put("leading", leading);
        body.set("leader", Json.of(source.leader()));
        return answer(leading, body);
    }

    private Optional<FrameworkCondition> condition() {
        return source.leading().map(Framework::condition);
    }

    private static void problem(ArrayNode problems, String part, @Nullable Instant since, String message) {
        problems.addObject()
                .put("part", part)
                .put("since", since == null ? null : since.toString())
                .put("message", message);
    }

    private static CompletionStage<ServerResponse> answer(boolean well, ObjectNode body) {
        return Json.answer(well ? 200 : 503, body).now();
    }
}
