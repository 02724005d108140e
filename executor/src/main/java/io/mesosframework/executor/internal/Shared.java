package io.mesosframework.executor.internal;

import io.mesosframework.http.Transport;
import java.util.concurrent.ScheduledExecutorService;

/** What all executors of one JVM use together. */
public record Shared(Transport transport, ScheduledExecutorService timer, ProcessScanner scanner, TrustingHttps https) {

    public static Shared of(Transport transport, ScheduledExecutorService timer) {
        return new Shared(transport, timer, new ProcessScanner(timer), new TrustingHttps(timer));
    }
}
