package io.mesosframework.server;

import io.mesosframework.utils.Futures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes each request through the limits, the authentication and the routes to its handler, and its answer back. */
final class Dispatch extends Handler.Abstract {

    private static final String ROUTE = Dispatch.class.getName() + ".route";

    private static final Logger LOG = LoggerFactory.getLogger(MesosServer.class);

    private final RouteTable routes;
    private final Access access;
    private final ServerLimits limits;
    private final boolean local;
    private final RateLimiter rates;
    private final ConnectionWatch watch;
    private final AnswerWriter answers;
    private final RequestObserver observer;

    /** @param local whether only names of this host are served, so that no web page can reach it by a name of its own */
    Dispatch(
            RouteTable routes,
            Access access,
            ServerLimits limits,
            boolean local,
            RateLimiter rates,
            ConnectionWatch watch,
            AnswerWriter answers,
            RequestObserver observer) {
        this.routes = routes;
        this.access = access;
        this.limits = limits;
        this.local = local;
        this.rates = rates;
        this.watch = watch;
        this.answers = answers;
        this.observer = observer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var connection = request.getConnectionMetaData().getConnection();
        watch.begin(connection);
        Request.addCompletionListener(request, error -> watch.end(connection));
        try {
            begin(request, response, callback);
        } catch (RuntimeException e) {
            fail(e, request, response, callback);
        }
        return true;
    }

    private void begin(Request request, Response response, Callback callback) {
        InetAddress client = addressOf(request);
        if (!rates.take(client)) {
            throw refusal(429, "There are too many requests from " + client.getHostAddress() + ": wait a second")
                    .with("Retry-After", "1")
                    .thrown();
        }
        if (local && !isLocal(Request.getServerName(request))) {
            throw new RefusedException(
                    403, "Host", "names another host, which a server without authentication does not serve");
        }
        Target target = Target.parse(
                request.getHttpURI().getPath(), request.getHttpURI().getQuery());
        Access.Right right = access.rightOf(authorization(request)).orElse(null);
        RouteTable.Found found = right == null ? findOpen(target) : routes.find(target.segments());
        String method = request.getMethod();
        Route route = found.methods().get(method.equals("HEAD") ? "GET" : method);
        if (method.equals("HEAD") && found.methods().containsKey("HEAD")) {
            route = found.methods().get("HEAD");
        }
        if (route == null) {
            throw refusal(405, method + " is not answered here, but " + found.allowed())
                    .with("Allow", found.allowed())
                    .thrown();
        }
        request.setAttribute(ROUTE, route);
        if (right == null && !route.open()) {
            throw unauthorized();
        }
        if (right == Access.Right.READ
                && !route.open()
                && !List.of("GET", "HEAD").contains(method)) {
            throw new RefusedException(403, "These credentials are for reading only");
        }
        Route taken = route;
        var unused = BodyReader.read(request, limits).whenComplete((body, error) -> {
            if (error != null) {
                // What is left of the body cannot be told from a next request.
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                failBody(error, request, response, new Lingering(request, callback));
                return;
            }
            try {
                answer(taken, requestOf(request, target, found, body, client), request, response, callback);
            } catch (RuntimeException | Error e) {
                fail(e, request, response, callback); // nobody hears of what is thrown here
            }
        });
    }

    private static InetAddress addressOf(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private static java.util.Optional<String> authorization(Request request) {
        List<String> values = request.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
        return values.size() == 1 ? java.util.Optional.of(values.get(0)) : java.util.Optional.empty();
    }

    /** Who is not known does not learn what else there is. */
    private RouteTable.Found findOpen(Target target) {
        try {
            RouteTable.Found found = routes.find(target.segments());
            if (found.methods().values().stream().anyMatch(Route::open)) {
                return found;
            }
        } catch (RefusedException e) {
            LOG.debug("Nothing there, which is not told without credentials", e);
        }
        throw unauthorized();
    }

    private RefusedException unauthorized() {
        return refusal(401, "The Authorization header is missing, or its credentials are not known here")
                .with("WWW-Authenticate", access.challenge())
                .thrown();
    }

    private static boolean isLocal(String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    private record Refusal(ServerResponse response, String words) {
        Refusal with(String header, String value) {
            return new Refusal(response.with(header, value), words);
        }

        RefusedException thrown() {
            return new RefusedException(response, words);
        }
    }

    private static Refusal refusal(int status, String words) {
        return new Refusal(ServerResponse.faults(status, List.of(new Fault(words))), words);
    }

    private static ServerRequest requestOf(
            Request request, Target target, RouteTable.Found found, byte[] body, InetAddress client) {
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue() == null ? "" : field.getValue();
            headers.merge(field.getLowerCaseName(), value, (one, other) -> one + ", " + other);
        }
        return new ServerRequest(
                request.getMethod(),
                request.getHttpURI().getPathQuery(),
                found.variables(),
                target.query(),
                headers,
                body,
                client.getHostAddress(),
                request.isSecure());
    }

    private void answer(Route route, ServerRequest asked, Request request, Response response, Callback callback) {
        CompletableFuture<ServerResponse> answer = answerOf(route.handler().handle(asked));
        boolean isLate = !answer.isDone();
        if (isLate) {
            Scheduler.Task timeout = request.getComponents()
                    .getScheduler()
                    .schedule(
                            () -> answer.completeExceptionally(refusal(
                                            503,
                                            "There is no answer after "
                                                    + limits.answerTime().toMillis()
                                                    + " ms; what was asked for may still happen")
                                    .with("Retry-After", "1")
                                    .thrown()),
                            limits.answerTime().toMillis(),
                            TimeUnit.MILLISECONDS);
            var unused = answer.whenComplete((given, error) -> timeout.cancel());
        }
        var unused = answer.whenComplete((given, error) -> {
            if (error != null) {
                fail(error, request, response, callback);
            } else if (isLate && given.body() instanceof ServerResponse.FilePart) {
                writeByServer(given, request, response, callback);
            } else {
                write(given, request, response, callback);
            }
        });
    }

    /** One of its own, which may be given up. */
    private static CompletableFuture<ServerResponse> answerOf(CompletionStage<ServerResponse> stage) {
        CompletableFuture<ServerResponse> answer = new CompletableFuture<>();
        var unused = stage.whenComplete((given, error) -> {
            if (error != null) {
                answer.completeExceptionally(error);
            } else if (!answer.complete(given)) {
                letGo(given);
            }
        });
        return answer;
    }

    /** Whose thread brings the answer is not to read the file. */
    private void writeByServer(ServerResponse answer, Request request, Response response, Callback callback) {
        try {
            request.getComponents().getExecutor().execute(() -> write(answer, request, response, callback));
        } catch (RejectedExecutionException e) {
            letGo(answer);
            fail(e, request, response, callback);
        }
    }

    /** Of an answer that comes after its request was given up. */
    private static void letGo(ServerResponse answer) {
        if (answer.body() instanceof ServerResponse.FilePart part) {
            try {
                part.channel().close();
            } catch (java.io.IOException e) {
                LOG.warn("A file that nobody waits for could not be closed: {}", e.toString());
            }
        }
    }

    private void failBody(Throwable error, Request request, Response response, Callback callback) {
        Throwable cause = Futures.cause(error);
        if (cause instanceof java.io.IOException) {
            refuse(400, cause, request, response, callback);
        } else if (cause instanceof java.util.concurrent.TimeoutException) {
            refuse(408, cause, request, response, callback);
        } else {
            fail(cause, request, response, callback);
        }
    }

    /** What is the client's own doing. */
    private void refuse(int status, Throwable cause, Request request, Response response, Callback callback) {
        observe(request, status);
        Response.writeError(request, response, callback, status, null, cause);
    }

    private void fail(Throwable error, Request request, Response response, Callback callback) {
        Throwable cause = Futures.cause(error);
        if (cause instanceof RefusedException refused) {
            write(refused.response(), request, response, callback);
            return;
        }
        if (cause instanceof org.eclipse.jetty.http.HttpException refusal) {
            observe(request, refusal.getCode());
            Response.writeError(request, response, callback, cause); // the client's own doing
            return;
        }
        LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), cause);
        write(
                ServerResponse.faults(500, List.of(new Fault("The request failed; the server's log tells why"))),
                request,
                response,
                callback);
    }

    private void write(ServerResponse answer, Request request, Response response, Callback callback) {
        try {
            observe(request, answer.status());
            answers.write(answer, request, response, callback);
        } catch (RuntimeException | Error e) {
            LOG.error("The answer to {} failed", request.getHttpURI().getPath(), e);
            callback.failed(e);
        }
    }

    private void observe(Request request, int status) {
        Duration took = Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
        if (request.getAttribute(ROUTE) instanceof Route route) {
            observer.answered(route.method(), route.path(), status, took);
        } else {
            observer.answered(RequestObserver.NONE, RequestObserver.NONE, status, took);
        }
    }
}
