package io.mesosframework.server.api;

import io.mesosframework.server.Route;
import java.util.ArrayList;
import java.util.List;

/** What the API's description says of the routes beside it: events, health and metrics. */
final class OtherRoutes {

    private OtherRoutes() {}

    static List<ApiRoute> described(List<Route> events, List<Route> health, List<Route> metrics) {
        List<ApiRoute> all = new ArrayList<>();
        for (Route route : events) {
            all.add(ApiRoute.of(route, "What becomes of the framework, as Server-Sent Events")
                    .parameter(
                            "name", "Text", false, "Only what becomes of this application; may be given several times")
                    .answers(200, "text/event-stream", "Text")
                    .atLeader());
        }
        for (Route route : health) {
            all.add(ApiRoute.of(route, "Whether this instance is what the path asks: live, ready, the leader")
                    .answers(200, "Health")
                    .answers(503, "Health"));
        }
        for (Route route : metrics) {
            all.add(ApiRoute.of(route, "Figures for Prometheus").answers(200, "text/plain", "Text"));
        }
        return all;
    }
}
