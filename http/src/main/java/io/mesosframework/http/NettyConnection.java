package io.mesosframework.http;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The face of a connection: checks what is asked for, and passes it on to the I/O thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as a closed channel
final class NettyConnection implements Connection {

    private static final String USER_AGENT = "mesos-framework-sdk-java";

    private final Origin origin;
    private final Channel channel;
    private final ClientHandler handler;
    private final int maxBodyBytes;
    private final int maxQueuedCalls;
    private final AtomicBoolean streaming = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /**
     * @param onDone told of this once it has closed with nothing left to deliver
     */
    NettyConnection(Origin origin, Channel channel, HttpTransport.Settings settings, Consumer<NettyConnection> onDone) {
        this.origin = origin;
        this.channel = channel;
        this.handler = new ClientHandler(origin, channel, () -> onDone.accept(this));
        this.maxBodyBytes = settings.maxBodyBytes();
        this.maxQueuedCalls = settings.maxQueuedCalls();
        channel.closeFuture().addListener(ignored -> closed.complete(null));
    }

    ClientHandler handler() {
        return handler;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public CompletableFuture<Response> call(Request request, Duration timeout) {
        Wire.positive(timeout, "The time-out of a call");
        CallExchange call = new CallExchange(complete(request, true), origin, maxBodyBytes);
        if (streaming.get()) {
            call.answer.completeExceptionally(new IllegalStateException(
                    "The connection to " + origin + " serves a stream; open another one for calls"));
        } else if (handler.unanswered.getAndIncrement() >= MAX_IN_FLIGHT + maxQueuedCalls) {
            handler.unanswered.decrementAndGet();
            call.fail(new CallQueueFullException(
                    maxQueuedCalls + " calls (maxQueuedCalls) wait for their turn on the connection to " + origin
                            + "; wait for answers before sending more",
                    null));
        } else {
            send(call, timeout);
        }
        return call.answer;
    }

    @Override
    public StreamHandle stream(Request request, StreamListener listener, @Nullable Duration headTimeout) {
        if (headTimeout != null) {
            Wire.positive(headTimeout, "The time-out of a stream's head");
        }
        Request complete = complete(request, false);
        if (!streaming.compareAndSet(false, true)) {
            throw new IllegalStateException("The connection to " + origin + " already serves a stream");
        }
        StreamExchange stream = new StreamExchange(complete, listener, handler, channel);
        handler.unanswered.incrementAndGet();
        send(stream, headTimeout);
        return stream;
    }

    private void send(ClientExchange exchange, @Nullable Duration timeout) {
        try {
            channel.eventLoop().execute(() -> handler.send(exchange, timeout));
        } catch (RejectedExecutionException e) {
            exchange.fail(new ConnectionLostException(
                    "The connection to " + origin + " is closed, and its transport as well", false, e));
        }
    }

    private Request complete(Request request, boolean gzip) {
        Headers given = request.headers();
        String userAgent = given.first("User-Agent");
        if (userAgent != null && userAgent.toLowerCase(Locale.ROOT).startsWith("libprocess/")) {
            throw new IllegalArgumentException(
                    "Mesos takes a User-Agent that starts with libprocess/ for one of its own"
                            + " processes and does not serve it; choose another: " + userAgent);
        }
        Headers all = given.without("Content-Length").without("Transfer-Encoding");
        if (!given.contains("Host")) {
            all = all.with("Host", origin.authority());
        }
        if (userAgent == null) {
            all = all.with("User-Agent", USER_AGENT);
        }
        if (gzip && !given.contains("Accept-Encoding")) {
            all = all.with("Accept-Encoding", "gzip");
        }
        if (request.body().length > 0 || mayHaveBody(request.method())) {
            all = all.with("Content-Length", Integer.toString(request.body().length));
        }
        return new Request(request.method(), request.path(), all, request.body());
    }

    private static boolean mayHaveBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    @Override
    public boolean isOpen() {
        return handler.isOpen();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public void close() {
        try {
            channel.eventLoop().execute(handler::closeHere);
        } catch (RejectedExecutionException e) {
            channel.close(); // the transport is closed: so is this already
        }
    }

    @Override
    public String toString() {
        return "Connection[" + origin + ", " + (isOpen() ? "open" : "closed") + "]";
    }
}
