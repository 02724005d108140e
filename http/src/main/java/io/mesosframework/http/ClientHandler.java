package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One connection's exchanges, in order. All but what is marked is touched only by the connection's I/O thread. */
@SuppressWarnings({"FutureReturnValueIgnored", "ReferenceEquality"}) // a failed write shows as a closed channel
final class ClientHandler extends ChannelInboundHandlerAdapter {

    /** Calls made and not yet answered, those that wait included. Any thread. */
    final AtomicInteger unanswered = new AtomicInteger();

    private final Origin origin;
    private final Channel channel;
    private final Runnable onDone;
    private final Deque<ClientExchange> inFlight = new ArrayDeque<>();
    private final Deque<ClientExchange> waiting = new ArrayDeque<>();

    private @Nullable ClientExchange answering;
    private @Nullable StreamExchange stream;
    private @Nullable Throwable lastError;
    private boolean informational;
    private boolean keepAlive;
    private boolean tlsClosedCleanly;
    private boolean flushing;
    private boolean over;
    private volatile boolean open = true;

    /**
     * @param onDone run when the connection is closed and nothing is left to deliver
     */
    ClientHandler(Origin origin, Channel channel, Runnable onDone) {
        this.origin = origin;
        this.channel = channel;
        this.onDone = onDone;
    }

    /** Any thread. */
    boolean isOpen() {
        return open && channel.isActive();
    }

    /** The decoder to put before this handler: an answer to HEAD has no body, whatever its headers say. */
    HttpResponseDecoder decoder() {
        return new HttpResponseDecoder(Wire.decoderConfig(false)) {
            @Override
            protected boolean isContentAlwaysEmpty(HttpMessage message) {
                ClientExchange next = inFlight.peek();
                return super.isContentAlwaysEmpty(message)
                        || (next != null && next.request.method().equals("HEAD"));
            }
        };
    }

    // What is asked of it

    void send(ClientExchange exchange, @Nullable Duration timeout) {
        if (over) {
            lose(exchange, null);
            return;
        }
        if (exchange instanceof StreamExchange opened) {
            stream = opened;
        }
        if (timeout != null) {
            exchange.timer = channel.eventLoop()
                    .schedule(() -> timedOut(exchange, timeout), Wire.nanos(timeout), TimeUnit.NANOSECONDS);
        }
        waiting.add(exchange);
        writeWaiting();
    }

    /** Ends the connection from this side. */
    void closeHere() {
        ConnectionLostException closedHere = lost(true, "was closed on this side", null);
        if (stream != null) {
            stream.failNow(closedHere);
        }
        terminate(null, closedHere);
    }

    void releaseIfDone() {
        if (over && (stream == null || stream.isFinished())) {
            onDone.run();
        }
    }

    private void writeWaiting() {
        // On a channel that has just closed they are left for channelInactive, as never sent.
        while (!over && channel.isActive() && !waiting.isEmpty() && inFlight.size() < Connection.MAX_IN_FLIGHT) {
            ClientExchange next = waiting.remove();
            if (next.isAbandoned()) {
                forget(next);
                continue;
            }
            next.written = true;
            inFlight.add(next);
            Request request = next.request;
            channel.write(Wire.message(
                    channel.alloc(),
                    request.method() + " " + request.path() + " HTTP/1.1",
                    request.headers(),
                    request.body()));
            flushSoon();
        }
    }

    /** One flush for all that is written in this turn of the I/O thread. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(() -> {
                flushing = false;
                channel.flush();
            });
        }
    }

    private void timedOut(ClientExchange exchange, Duration timeout) {
        String what = exchange.request.method() + " " + exchange.request.path() + " to " + origin;
        if (exchange.written) {
            terminate(
                    exchange,
                    new CallTimeoutException(
                            what + " was not answered within " + timeout + "; its connection is closed", true, null));
        } else if (waiting.remove(exchange)) {
            forget(exchange);
            exchange.fail(new CallTimeoutException(
                    what + " did not get its turn within " + timeout + " behind " + inFlight.size() + " other calls",
                    false,
                    null));
        }
    }

    // What comes

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ClientExchange current = answering;
        if (over) {
            ReferenceCountUtil.release(message);
        } else if (message.getClass() == DefaultHttpContent.class && current != null) {
            // The way of nearly everything that comes, so it stands first.
            data(current, ((DefaultHttpContent) message).content());
        } else if (message instanceof HttpResponse head) {
            head(head);
        } else if (message instanceof HttpContent content) {
            content(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(HttpResponse head) {
        Throwable broken = head.decoderResult().cause();
        ClientExchange next = inFlight.peek();
        int status = head.status().code();
        if (broken instanceof PrematureChannelClosureException) {
            lastError = broken;
        } else if (broken != null) {
            malformed("what came is not an HTTP answer: " + broken.getMessage(), broken);
        } else if (next == null) {
            malformed("it answered (" + status + ") what was not asked", null);
        } else if (status == 101) {
            malformed("it switches protocols, which was not asked", null);
        } else if (status < 200) {
            informational = true;
        } else {
            answering = next;
            keepAlive = next != stream && HttpUtil.isKeepAlive(head);
            try {
                next.head(head);
            } catch (HttpException e) {
                terminate(next, e);
            }
        }
    }

    private void content(HttpContent content) {
        ClientExchange current = answering;
        Throwable broken = content.decoderResult().cause();
        boolean last = content instanceof LastHttpContent;
        if (broken != null) {
            content.release();
            malformed("the body is broken: " + broken.getMessage(), broken);
        } else if (current == null) {
            content.release();
            informational = informational && !last;
        } else {
            data(current, content.content());
            if (last && !over) {
                end(current);
            }
        }
    }

    private void data(ClientExchange current, ByteBuf data) {
        try {
            current.data(data);
        } catch (HttpException e) {
            terminate(current, e);
        }
    }

    private void end(ClientExchange current) {
        boolean endedByClosing = !channel.isActive();
        if (endedByClosing && origin.tls() && !tlsClosedCleanly) {
            return; // anybody could have cut it here: channelInactive, which follows, fails it
        }
        answering = null;
        inFlight.remove(current);
        forget(current);
        open = keepAlive;
        try {
            current.end();
        } catch (HttpException e) {
            current.fail(e);
        }
        if (keepAlive) {
            writeWaiting();
        } else {
            terminate(null, lost(true, "was closed after an answer that said so", null));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            tlsClosedCleanly = true;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lastError = cause;
        terminate(null, lost(true, "broke: " + cause.getMessage(), cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        String how = answering != null ? "was closed in the middle of an answer" : "was closed before an answer came";
        terminate(null, lost(true, how, lastError));
    }

    // How it ends

    private void malformed(String why, @Nullable Throwable cause) {
        terminate(inFlight.peek(), new MalformedMessageException(origin + " cannot be understood: " + why, cause));
    }

    /** Closes the connection; the culprit fails with the failure itself, all others as lost by it. */
    private void terminate(@Nullable ClientExchange culprit, HttpException failure) {
        if (over) {
            releaseIfDone();
            return;
        }
        over = true;
        open = false;
        answering = null;
        List<ClientExchange> left = new ArrayList<>(inFlight);
        left.addAll(waiting);
        inFlight.clear();
        waiting.clear();
        channel.close();
        for (ClientExchange exchange : left) {
            forget(exchange);
            if (exchange == culprit) {
                exchange.fail(failure);
            } else {
                lose(exchange, failure);
            }
        }
        releaseIfDone();
    }

    private void lose(ClientExchange exchange, @Nullable HttpException why) {
        if (why instanceof ConnectionLostException && why.requestMayHaveArrived() == exchange.written) {
            exchange.fail(why);
        } else {
            String reason = why == null ? "is closed" : "ended: " + why.getMessage();
            exchange.fail(lost(exchange.written, reason, why));
        }
    }

    private ConnectionLostException lost(boolean requestMayHaveArrived, String how, @Nullable Throwable cause) {
        return new ConnectionLostException("The connection to " + origin + " " + how, requestMayHaveArrived, cause);
    }

    private void forget(ClientExchange exchange) {
        exchange.cancelTimer();
        unanswered.decrementAndGet();
    }
}
