package io.mesosframework.server.api;

import io.mesosframework.server.RequestObserver;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What a framework and its API have done, for Prometheus at {@code GET /metrics}; docs/guide/server.md lists every name. The framework's own
 * figures are read when they are asked for, and cost nothing else.
 */
public final class FrameworkMetrics implements RequestObserver {

    private static final String REQUESTS = "mesos.api.requests";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    private FrameworkMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Of a framework.
     *
     * @param events whose stream the framework feeds
     */
    public static FrameworkMetrics of(ApiSource source, FrameworkEvents events) {
        PrometheusRegistry prometheus = new PrometheusRegistry();
        prometheus.register(new FrameworkCollector(source, events));
        return new FrameworkMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM));
    }

    /** Where meters of one's own are registered, to be shown beside those of the framework. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The route, to be given to a {@link io.mesosframework.server.MesosServerBuilder}. */
    public List<Route> routes() {
        return List.of(Route.of("GET", "/metrics", this::scrape));
    }

    private CompletionStage<ServerResponse> scrape(ServerRequest request) {
        return ServerResponse.bytes(200, TEXT, registry.scrape(TEXT).getBytes(StandardCharsets.UTF_8))
                .now();
    }

    @Override
    public void answered(String method, String path, int status, Duration took) {
        Timer.builder(REQUESTS)
                .description("Requests to the server by route and status, and how long each waited for its answer")
                .tags("method", method, "path", path, "status", String.valueOf(status))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry)
                .record(took);
    }
}
