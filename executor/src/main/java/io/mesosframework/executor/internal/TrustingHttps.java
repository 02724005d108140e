package io.mesosframework.executor.internal;

import io.mesosframework.MesosException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * GET over https from whoever answers: a health check asks whether the task serves, on the loopback address that no
 * certificate names, and Mesos does not look at certificates there either. Made at its first use; one does for all
 * executors of a JVM. Thread-safe.
 */
public final class TrustingHttps {

    /** An answer without its body. */
    record Answer(int status, @Nullable String location) {}

    private final Executor executor;
    private @Nullable HttpClient client;

    public TrustingHttps(Executor executor) {
        this.executor = executor;
    }

    CompletableFuture<Answer> get(URI uri) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).GET().build();
            return client().sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .thenApply(response -> new Answer(
                            response.statusCode(),
                            response.headers().firstValue("Location").orElse(null)));
        } catch (IllegalArgumentException | MesosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(executor)
                    .sslContext(trustingContext())
                    .build();
        }
        return client;
    }

    private static SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new MesosException("This JVM has no TLS, which a health check by https needs: " + e.getMessage(), e);
        }
    }

    /** The extended kind, because the JDK verifies the host's name on behalf of the plain one. */
    private static final class TrustAnyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
