package io.mesosframework.server.api;

import io.mesosframework.scheduler.FrameworkListener;
import io.mesosframework.server.MesosServerBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a framework serves, on one server: its API, the stream of its events, its health and its metrics.
 *
 * <pre>{@code
 * FrameworkServing serving = FrameworkServing.open();
 * Framework framework = Framework.named("shop").masters("master:5050").listener(serving.listener()).start();
 * MesosServer server = serving.mount(MesosServer.builder().listen("127.0.0.1", 8080), ApiSource.of(framework)).start();
 * }</pre>
 */
public final class FrameworkServing implements AutoCloseable {

    private final FrameworkEvents events = FrameworkEvents.open();

    private FrameworkServing() {}

    /** To be opened before the framework, and closed before the server. */
    public static FrameworkServing open() {
        return new FrameworkServing();
    }

    /** What the framework tells, to be given to its builder; a new one for each start of an instance that may lead again. */
    public FrameworkListener listener() {
        return events.listener();
    }

    /**
     * Adds the routes {@code /v1/api/…}, {@code /health/…} and {@code /metrics} to a server, and observes its requests. For one server.
     *
     * @return the same builder
     */
    public MesosServerBuilder mount(MesosServerBuilder server, ApiSource source) {
        FrameworkMetrics metrics = FrameworkMetrics.of(source, events);
        return server.routes(OpenApi.served(described(source, metrics))).observer(metrics);
    }

    private List<ApiRoute> described(ApiSource source, FrameworkMetrics metrics) {
        List<ApiRoute> all = new ArrayList<>(FrameworkApi.described(source));
        all.addAll(OtherRoutes.described(events.routes(source), FrameworkHealth.routes(source), metrics.routes()));
        return all;
    }

    /** Ends the streams. */
    @Override
    public void close() {
        events.close();
    }
}
