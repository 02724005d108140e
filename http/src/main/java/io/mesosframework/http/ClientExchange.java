package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One request on its way and what becomes of its answer. Touched only by the connection's I/O thread. */
abstract class ClientExchange {

    final Request request;

    /** Whether the request has been handed to the network: from then on it may have arrived. */
    boolean written;

    @Nullable
    Future<?> timer;

    ClientExchange(Request request) {
        this.request = request;
    }

    /** Whether nobody wants the answer any more, so that a request not yet written need not be. */
    abstract boolean isAbandoned();

    abstract void head(HttpResponse head) throws HttpException;

    /** Takes the next piece of the body, and releases it in time. */
    abstract void data(ByteBuf data) throws HttpException;

    abstract void end() throws HttpException;

    abstract void fail(HttpException failure);

    final void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
