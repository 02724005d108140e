package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: reads requests, hands them over in order, sends the answers in that order. Touched only by its I/O thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as a closed channel
final class ServerConnection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);

    /** How many whole requests wait behind an open exchange before the network is left to wait. */
    private static final int MAX_WAITING = 64;

    /** How long a client that was told 413 may go on sending before it is cut. */
    private static final long LINGER_SECONDS = 5;

    private final Channel channel;
    private final HttpServer.Settings settings;
    private final Queue<ServerExchange> waiting = new ArrayDeque<>();

    /** Handed over and not answered in full, in order: only the first one's answer may be on its way. */
    private final Deque<ServerExchange> open = new ArrayDeque<>();

    private @Nullable HttpRequest head;
    private @Nullable BodyCollector body;
    private long waitingBytes;
    private long openBytes;
    private boolean deaf;
    private boolean dispatching;
    private boolean releasing;
    private boolean flushing;
    private boolean closing;

    ServerConnection(Channel channel, HttpServer.Settings settings) {
        this.channel = channel;
        this.settings = settings;
    }

    // What comes

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (deaf) {
                return;
            }
            if (message instanceof HttpRequest request) {
                head(request);
            }
            if (message instanceof HttpContent content && !deaf) {
                content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpRequest request) {
        if (request.decoderResult().isFailure() || !isUsable(request)) {
            notHttp();
            return;
        }
        head = request;
        long announced = HttpUtil.getContentLength(request, -1L);
        if (announced > settings.maxBodyBytes()) {
            tooLarge(request);
            return;
        }
        body = new BodyCollector(settings.maxBodyBytes(), announced);
        if (settings.sendContinue() && HttpUtil.is100ContinueExpected(request) && open.isEmpty() && waiting.isEmpty()) {
            write(Unpooled.wrappedBuffer(Wire.ascii("HTTP/1.1 100 Continue\r\n\r\n")));
        }
    }

    private static boolean isUsable(HttpRequest request) {
        String target = request.uri();
        return Wire.isToken(request.method().name())
                && (target.startsWith("/") || target.equals("*"))
                && target.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private void content(HttpContent content) {
        HttpRequest request = head;
        BodyCollector collected = body;
        if (request == null || collected == null || content.decoderResult().isFailure()) {
            notHttp();
        } else if (!collected.add(content.content())) {
            tooLarge(request);
        } else if (content instanceof LastHttpContent) {
            head = null;
            body = null;
            whole(request, collected.bytes());
        }
    }

    private void whole(HttpRequest request, byte[] raw) {
        Headers headers = Wire.headers(request.headers());
        byte[] bytes = raw;
        if (Wire.isGzip(headers)) {
            try {
                bytes = Wire.gunzip(raw, settings.maxBodyBytes());
            } catch (IOException e) {
                log.debug("A request's body says that it is gzip, but is not", e);
                notHttp();
                return;
            }
            if (bytes.length > settings.maxBodyBytes()) {
                tooLarge(request);
                return;
            }
            headers = headers.without("Content-Encoding").without("Content-Length");
        }
        add(exchange(request, headers, bytes, HttpUtil.isKeepAlive(request)));
    }

    private ServerExchange exchange(HttpRequest request, Headers headers, byte[] bytes, boolean keepAlive) {
        return new ServerExchange(
                this,
                new Request(request.method().name(), request.uri(), headers, bytes),
                request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0,
                keepAlive);
    }

    private void add(ServerExchange exchange) {
        waiting.add(exchange);
        waitingBytes += exchange.size();
        dispatch();
        limitReading();
    }

    /** A client that does not speak HTTP, or breaks it off, is not worth an answer. */
    private void notHttp() {
        deaf = true;
        closing = true;
        channel.flush();
        channel.close();
    }

    /** The rest of the body is read and thrown away for a while, since a closed port could cost the client the answer. */
    private void tooLarge(HttpRequest request) {
        deaf = true;
        head = null;
        body = null;
        ServerExchange refused = exchange(request, Wire.headers(request.headers()), new byte[0], false);
        refused.answerWith(Response.of(
                413,
                "The body of the request is larger than this server takes: at most " + settings.maxBodyBytes()
                        + " bytes (maxBodyBytes)\n"));
        add(refused);
    }

    private void limitReading() {
        boolean full = waiting.size() >= MAX_WAITING || waitingBytes > settings.maxBodyBytes();
        channel.config().setAutoRead(!full);
    }

    // What goes

    private void dispatch() {
        if (dispatching) {
            return;
        }
        dispatching = true;
        try {
            for (ServerExchange next = waiting.peek(); next != null && mayHandOver(next); next = waiting.peek()) {
                waiting.remove();
                waitingBytes -= next.size();
                openBytes += next.size();
                open.add(next);
                next.handOver(settings.handler());
            }
        } finally {
            dispatching = false;
        }
    }

    private boolean mayHandOver(ServerExchange next) {
        if (closing || !channel.isWritable()) {
            return false;
        }
        return open.isEmpty()
                || (open.size() < settings.maxConcurrentRequests()
                        && openBytes + next.size() <= settings.maxBodyBytes());
    }

    /** Does this for an exchange as soon as all before it have been answered, or never if the connection ends before. */
    void inTurn(ServerExchange exchange, Runnable task) {
        if (open.peek() == exchange) {
            task.run();
        } else {
            exchange.hold(task);
        }
    }

    private void releaseHeld() {
        if (releasing) {
            return;
        }
        releasing = true;
        try {
            for (ServerExchange first = open.peek(); first != null && first.isHeld(); first = open.peek()) {
                first.release();
            }
        } finally {
            releasing = false;
        }
    }

    Channel channel() {
        return channel;
    }

    HttpServer.Settings settings() {
        return settings;
    }

    void write(ByteBuf bytes) {
        channel.write(bytes);
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(() -> {
                flushing = false;
                channel.flush();
            });
        }
    }

    /** The exchange has been answered in full; the next one gets its turn, unless the connection ends here. */
    void answered(ServerExchange exchange, boolean keepAlive) {
        if (exchange != open.peek()) {
            return;
        }
        open.remove();
        openBytes -= exchange.size();
        exchange.over();
        if (keepAlive) {
            releaseHeld();
            dispatch();
            limitReading();
        } else if (deaf) {
            closing = true;
            channel.config().setAutoRead(true);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ignored -> linger());
        } else {
            closing = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Says that nothing more comes, and leaves it to the client to close; but not for ever. */
    private void linger() {
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** Cuts the connection behind what the network takes at once. */
    void cut() {
        closing = true;
        channel.flush();
        channel.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            open.forEach(ServerExchange::writable);
            dispatch();
            limitReading();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        open.forEach(ServerExchange::over);
        open.clear();
        waiting.forEach(ServerExchange::over);
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("The connection of {} broke", channel.remoteAddress(), cause);
        cut();
    }
}
