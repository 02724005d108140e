package io.mesosframework.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as a closed channel
final class ServerExchange implements Exchange {

    private static final Logger log = LoggerFactory.getLogger(ServerExchange.class);
    private static final int GZIP_FROM_BYTES = 1024;
    private static final byte[] NO_BODY = {};
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final ServerConnection connection;
    private final Request request;
    private final boolean chunks;
    private final boolean keepAlive;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private @Nullable Response prepared;
    private volatile @Nullable ServerStream stream;

    /**
     * @param chunks whether the client knows chunks, which is whether it speaks HTTP/1.1
     * @param keepAlive whether the client wants to go on with this connection
     */
    ServerExchange(ServerConnection connection, Request request, boolean chunks, boolean keepAlive) {
        this.connection = connection;
        this.request = request;
        this.chunks = chunks;
        this.keepAlive = keepAlive;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public String peer() {
        return connection.channel().remoteAddress() instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : "unknown";
    }

    @Override
    public void respond(Response response) {
        answerOnce();
        inTurn(() -> write(response));
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        answerOnce();
        boolean goesOn = keepAlive && chunks && !wantsClose(headers);
        boolean bodiless = hasNoBody(status);
        ServerStream opened = new ServerStream(this, connection, chunks, bodiless, goesOn);
        stream = opened;
        if (closed.isDone()) {
            opened.over(); // the client left before there was a stream to tell
        }
        Headers all = outgoing(headers.without("Content-Length"), goesOn);
        Headers framed = chunks && !bodilessStatus(status) ? first("Transfer-Encoding", "chunked", all) : all;
        inTurn(() -> connection.write(Wire.head(connection.channel().alloc(), statusLine(status), dated(framed), 0)));
        return opened;
    }

    @Override
    public void abort() {
        answerOnce();
        inTurn(connection::cut);
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    private void answerOnce() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("This request has been answered already: " + request);
        }
    }

    /** Runs a task on the connection's I/O thread; drops it if the server is closed. */
    void post(Runnable task) {
        try {
            connection.channel().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.trace("The server is closed, and this exchange with it", e);
        }
    }

    /** Runs a task on the connection's I/O thread once all earlier requests of the connection have been answered. */
    void inTurn(Runnable task) {
        post(() -> connection.inTurn(this, task));
    }

    // On the connection's I/O thread

    /** The bytes that it keeps in memory. */
    int size() {
        return request.body().length;
    }

    /** Keeps a task for its turn. */
    void hold(Runnable task) {
        if (!closed.isDone()) {
            held.add(task);
        }
    }

    boolean isHeld() {
        return !held.isEmpty();
    }

    /** Its turn has come. */
    void release() {
        for (Runnable task = held.poll(); task != null; task = held.poll()) {
            task.run();
        }
    }

    /** Has this answered at its turn without asking the handler. */
    void answerWith(Response response) {
        prepared = response;
    }

    void handOver(Handler handler) {
        if (prepared != null) {
            answered.set(true);
            Response answer = prepared;
            connection.inTurn(this, () -> write(answer));
            return;
        }
        try {
            handler.handle(this);
        } catch (Throwable t) {
            log.warn("The handler threw on {} {}", request.method(), request.path(), t);
            if (answered.compareAndSet(false, true)) {
                connection.inTurn(this, () -> write(Response.of(500, t + "\n")));
            } else if (stream != null) {
                connection.inTurn(this, connection::cut);
            }
        }
    }

    void writable() {
        ServerStream opened = stream;
        if (opened != null) {
            opened.writable();
        }
    }

    /** The answer is complete, or the client is gone. */
    void over() {
        held.clear();
        closed.complete(null);
        ServerStream opened = stream;
        if (opened != null) {
            opened.over();
        }
    }

    private void write(Response response) {
        byte[] body = bodilessStatus(response.status()) ? NO_BODY : response.body();
        Headers headers = response.headers();
        boolean goesOn = keepAlive && !wantsClose(headers);
        if (mayPack(body, headers)) {
            body = Wire.gzip(body);
            headers = first("Content-Encoding", "gzip", headers);
        }
        Headers all = outgoing(headers, goesOn);
        if (response.status() != 204 && response.status() >= 200) {
            all = sized(all, body.length);
        }
        byte[] sent = hasNoBody(response.status()) ? NO_BODY : body;
        connection.write(Wire.message(connection.channel().alloc(), statusLine(response.status()), dated(all), sent));
        connection.answered(this, goesOn);
    }

    private boolean mayPack(byte[] body, Headers headers) {
        String accepted = request.headers().first("Accept-Encoding");
        return connection.settings().gzip()
                && body.length >= GZIP_FROM_BYTES
                && accepted != null
                && Wire.acceptsGzip(accepted)
                && !headers.contains("Content-Encoding");
    }

    private boolean hasNoBody(int status) {
        return request.method().equals("HEAD") || bodilessStatus(status);
    }

    private static boolean bodilessStatus(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private static boolean wantsClose(Headers headers) {
        String connection = headers.first("Connection");
        return connection != null && connection.equalsIgnoreCase("close");
    }

    /** The handler's fields without those that are the server's to decide. */
    private Headers outgoing(Headers given, boolean goesOn) {
        Headers all = given.without("Transfer-Encoding").without("Connection");
        if (!goesOn) {
            return all.with("Connection", "close");
        }
        return chunks ? all : all.with("Connection", "keep-alive");
    }

    private static Headers dated(Headers headers) {
        return headers.contains("Date") ? headers : first("Date", HTTP_DATE.format(Instant.now()), headers);
    }

    /** The length goes last, or where the handler has left a place for it. */
    private static Headers sized(Headers headers, int length) {
        String size = Integer.toString(length);
        if (!headers.contains("Content-Length")) {
            return headers.with("Content-Length", size);
        }
        List<String> fields = new ArrayList<>(2 * headers.size());
        headers.forEach((field, text) -> {
            fields.add(field);
            fields.add(field.equalsIgnoreCase("Content-Length") ? size : text);
        });
        return Headers.received(fields);
    }

    private static Headers first(String name, String value, Headers rest) {
        String[] fields = new String[2 + 2 * rest.size()];
        fields[0] = name;
        fields[1] = value;
        int[] next = {2};
        rest.forEach((field, text) -> {
            fields[next[0]++] = field;
            fields[next[0]++] = text;
        });
        return Headers.received(List.of(fields));
    }

    private static String statusLine(int status) {
        return "HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
