package io.mesosframework.server.api;

import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.placement.OpenOffer;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ObjectNode;

/** What only the instance that leads knows: the framework's id, why slots wait, the offers and the agents. */
final class ClusterRoutes {

    private final ApiSource source;

    private ClusterRoutes(ApiSource source) {
        this.source = source;
    }

    static List<ApiRoute> of(ApiSource source) {
        ClusterRoutes routes = new ClusterRoutes(source);
        return List.of(
                ApiRoute.of("GET", "/v1/api/framework", "The framework as Mesos knows it", routes::framework)
                        .answers(200, "Framework")
                        .atLeader(),
                ApiRoute.of("GET", "/v1/api/why", "Why slots do not run", routes::why)
                        .parameter("name", "Text", false, "Only slots of this application")
                        .paged()
                        .answers(200, "Why")
                        .answers(404, "Errors")
                        .atLeader(),
                ApiRoute.of("GET", "/v1/api/offers", "The offers that are held just now", routes::offers)
                        .paged()
                        .answers(200, "Offers")
                        .atLeader(),
                ApiRoute.of("GET", "/v1/api/agents", "The agents that are known", routes::agents)
                        .paged()
                        .answers(200, "Agents")
                        .atLeader());
    }

    private CompletionStage<ServerResponse> framework(ServerRequest request) {
        return ApiWrites.atLeader(source, request, framework -> {
            ObjectNode node = Json.object();
            framework.id().ifPresent(id -> node.put("id", id.getValue()));
            node.put("reconciled", framework.isReconciled());
            return Json.answer(200, node).now();
        });
    }

    private CompletionStage<ServerResponse> why(ServerRequest request) {
        Page page = Page.of(request);
        Optional<String> name = request.parameter("name");
        return ApiWrites.atLeader(source, request, framework -> {
            name.ifPresent(application -> Refusals.found(framework.tasks(), application));
            List<WhyAnswers.Waiting> waiting = WhyAnswers.waiting(framework, name);
            return Json.answer(200, page.answer("slots", waiting, WhyAnswers::slot))
                    .now();
        });
    }

    private CompletionStage<ServerResponse> offers(ServerRequest request) {
        Page page = Page.of(request);
        return ApiWrites.atLeader(source, request, framework -> {
            List<OpenOffer> offers = framework.offers().stream()
                    .sorted(Comparator.comparing(open -> open.offer().getId().getValue()))
                    .toList();
            return Json.answer(200, page.answer("offers", offers, AgentAnswers::offer))
                    .now();
        });
    }

    private CompletionStage<ServerResponse> agents(ServerRequest request) {
        Page page = Page.of(request);
        return ApiWrites.atLeader(source, request, (Framework framework) -> {
            TaskView tasks = framework.tasks();
            List<KnownAgent> agents = List.copyOf(framework.agents());
            return Json.answer(200, page.answer("agents", agents, agent -> AgentAnswers.agent(agent, tasks)))
                    .now();
        });
    }
}
