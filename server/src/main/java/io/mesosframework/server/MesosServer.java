package io.mesosframework.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes over HTTP/1.1, with TLS, authentication and limits. What is wrong with a request is answered as {@code
 * {"errors":[{"path":…,"message":…}]}}: 400, 401, 403, 404, 405, 408, 413, 414, 429, 431, 500, 503, beside what the routes answer.
 * Threads of its own are daemons.
 */
public final class MesosServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MesosServer.class);
    private static final int MOST_THREADS = 32;
    private static final int LEAST_THREADS = 4;
    private static final long STOP_MILLIS = 5000;
    private static final long SWEEP_MILLIS = 500;

    private final Server jetty;
    private final AnswerWriter answers;
    private final ConnectionWatch watch;
    private final URI uri;

    MesosServer(
            InetSocketAddress address,
            String advertised,
            Optional<ServerCertificate> certificate,
            Access access,
            ServerLimits limits,
            boolean local,
            RouteTable routes,
            RequestObserver observer) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("server");
        threads.setDaemon(true);
        jetty = new Server(threads);
        answers = new AnswerWriter(limits);
        watch = new ConnectionWatch(limits.requestTime().toNanos(), System::nanoTime);
        ServerConnector connector = certificate
                .map(files -> new ServerConnector(
                        jetty,
                        new SslConnectionFactory(contextFactory(Pem.context(files)), "http/1.1"),
                        new HttpConnectionFactory(configuration(limits))))
                .orElseGet(() -> new ServerConnector(jetty, new HttpConnectionFactory(configuration(limits))));
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(limits.idleTime().toMillis());
        connector.addBean(watch);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(limits.connections(), connector));
        jetty.setErrorHandler(new JsonErrors());
        jetty.setStopTimeout(STOP_MILLIS);
        jetty.setHandler(new GracefulHandler(new Dispatch(
                routes,
                access,
                limits,
                local,
                new RateLimiter(limits.requestsPerSecond(), System::nanoTime),
                watch,
                answers,
                observer)));
        start(address);
        uri = uri(certificate.isPresent() ? "https" : "http", advertised, connector.getLocalPort());
    }

    /** Begins the description of a server. */
    public static MesosServerBuilder builder() {
        return new MesosServerBuilder();
    }

    private static HttpConfiguration configuration(ServerLimits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        configuration.setUriCompliance(UriCompliance.DEFAULT);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setMaxUnconsumedRequestContentReads(16);
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return configuration;
    }

    /** Without the suites that Jetty leaves out by itself: those of RSA's own key exchange, and with CBC and SHA-1. */
    private static SslContextFactory.Server contextFactory(SSLContext context) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(context);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setRenegotiationAllowed(false);
        return factory;
    }

    private void start(InetSocketAddress address) {
        try {
            jetty.start();
        } catch (Exception e) {
            stop();
            Throwable cause = e instanceof IOException && e.getCause() != null ? e.getCause() : e;
            throw new ServerException(
                    "Cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                            + cause.getMessage(),
                    e);
        }
        sweep();
    }

    private void sweep() {
        try {
            watch.sweep();
        } catch (RuntimeException | Error e) {
            LOG.error("Slow connections are looked for again", e); // nobody hears of what is thrown here
        }
        if (jetty.isRunning()) {
            var unused = jetty.getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static URI uri(String scheme, String host, int port) {
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    /** How others reach it, such as {@code https://10.0.0.5:8080}, without a slash at its end. */
    public URI uri() {
        return uri;
    }

    public int port() {
        return uri.getPort();
    }

    /** How many answers go on just now, such as streams of events. */
    public int openStreams() {
        return answers.openStreams();
    }

    /** Ends the streams, lets requests that are under way be answered for up to 5 s, and takes no more. */
    @Override
    public void close() {
        answers.stop();
        watch.cutIdle();
        stop();
    }

    private void stop() {
        try {
            jetty.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("The server did not stop as it should: {}", e.toString());
        }
    }
}
