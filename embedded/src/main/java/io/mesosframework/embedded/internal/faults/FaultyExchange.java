package io.mesosframework.embedded.internal.faults;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import java.util.concurrent.CompletionStage;

/** An exchange whose stream, should it become one, can be harmed. */
final class FaultyExchange implements Exchange {

    private final Exchange exchange;
    private final Request request;
    private final FaultyMaster faults;

    FaultyExchange(Exchange exchange, Request request, FaultyMaster faults) {
        this.exchange = exchange;
        this.request = request;
        this.faults = faults;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public String peer() {
        return exchange.peer();
    }

    @Override
    public void respond(Response response) {
        exchange.respond(response);
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        Codec codec =
                headers.get("Content-Type").orElse("").equals(Codec.JSON.mediaType()) ? Codec.JSON : Codec.PROTOBUF;
        FaultyStream stream = new FaultyStream(exchange.stream(status, headers), codec, faults);
        faults.opened(stream);
        return stream;
    }

    @Override
    public void abort() {
        exchange.abort();
    }

    @Override
    public CompletionStage<Void> closed() {
        return exchange.closed();
    }
}
