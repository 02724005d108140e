package io.mesosframework.executor.internal;

import io.mesosframework.http.Connection;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.StreamListener;
import io.mesosframework.http.Transport;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP check: GET, redirects followed, the whole answer read and thrown away; each request on a connection of its
 * own, as a server that accepts no new ones is not well. The transport never sees https, whose certificates are not looked
 * at here.
 */
final class HttpProbe {

    private static final int MAX_REDIRECTS = 50;
    private static final Headers HEADERS = Headers.of("Accept", "*/*", "Connection", "close");

    private final Transport transport;
    private final TrustingHttps https;
    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();

    HttpProbe(Transport transport, TrustingHttps https) {
        this.transport = transport;
        this.https = https;
    }

    /** Never fails; cancelling it closes its connection. */
    CompletableFuture<ProbeResult> run(Probe.Http http) {
        String scheme = http.tls() ? "https" : "http";
        String host = http.ipv6() ? "[::1]" : "127.0.0.1";
        try {
            get(URI.create(scheme + "://" + host + ":" + http.port() + http.path()), MAX_REDIRECTS);
        } catch (IllegalArgumentException e) {
            fail(e);
        }
        return result;
    }

    private void get(URI uri, int redirects) {
        if ("https".equals(uri.getScheme())) {
            var unused = https.get(uri).whenComplete((answer, failure) -> {
                if (failure != null) {
                    fail(failure);
                } else {
                    answered(uri, answer.status(), answer.location(), redirects);
                }
            });
            return;
        }
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            fail(new IllegalArgumentException("Redirected to " + uri + ", which is not HTTP"));
            return;
        }
        Origin origin = Origin.parse("http://" + uri.getRawAuthority(), 80);
        var unused = transport.connect(origin).whenComplete((connection, failure) -> {
            if (failure != null) {
                fail(failure);
            } else {
                request(connection, uri, redirects);
            }
        });
    }

    private void request(Connection connection, URI uri, int redirects) {
        closeWithResult(connection);
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        try {
            var unused = connection.stream(Request.get(target, HEADERS), new Listener(connection, uri, redirects));
        } catch (IllegalArgumentException | IllegalStateException e) {
            fail(e);
        }
    }

    private void closeWithResult(Connection connection) {
        var unused = result.whenComplete((done, failure) -> connection.close());
    }

    private void answered(URI uri, int status, @Nullable String location, int redirects) {
        boolean redirect = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (!redirect || location == null) {
            result.complete(new ProbeResult.HttpAnswered(status));
        } else if (redirects == 0) {
            fail(new IllegalArgumentException("More than " + MAX_REDIRECTS + " redirects"));
        } else {
            try {
                get(uri.resolve(location.trim()), redirects - 1);
            } catch (IllegalArgumentException e) {
                fail(e);
            }
        }
    }

    private void fail(Throwable failure) {
        result.complete(new ProbeResult.Failed(String.valueOf(failure.getMessage())));
    }

    private final class Listener implements StreamListener {

        private final Connection connection;
        private final URI uri;
        private final int redirects;
        private int status;
        private @Nullable String location;

        Listener(Connection connection, URI uri, int redirects) {
            this.connection = connection;
            this.uri = uri;
            this.redirects = redirects;
        }

        @Override
        public void onHead(int code, Headers headers) {
            status = code;
            location = headers.get("Location").orElse(null);
        }

        @Override
        public void onData(ByteBuffer chunk) {
            // only that it comes to its end matters
        }

        @Override
        public void onEnd() {
            connection.close();
            answered(uri, status, location, redirects);
        }

        @Override
        public void onFailure(HttpException failure) {
            connection.close();
            fail(failure);
        }
    }
}
