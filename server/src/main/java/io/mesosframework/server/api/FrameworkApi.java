package io.mesosframework.server.api;

import io.mesosframework.server.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * The API of a framework: applications deployed, replaced, deleted, scaled, restarted and shown; their versions and slots; why slots wait;
 * offers and agents. Every write changes all that it names or nothing, and is answered when it is durable. {@code GET
 * /v1/api/openapi.json} describes it.
 *
 * <p>An instance that stands by answers what it reads from the storage, and sends on to the one that leads what writes and what only that
 * one knows: 307 with its address, 503 while none leads.
 */
public final class FrameworkApi {

    private FrameworkApi() {}

    /** The routes, to be given to a {@link io.mesosframework.server.MesosServerBuilder}. */
    public static List<Route> routes(ApiSource source) {
        return OpenApi.served(described(source));
    }

    static List<ApiRoute> described(ApiSource source) {
        List<ApiRoute> all = new ArrayList<>();
        all.addAll(ApplicationRoutes.of(source));
        all.addAll(ChangeRoutes.of(source));
        all.addAll(SlotRoutes.of(source));
        all.addAll(ClusterRoutes.of(source));
        return all;
    }
}
