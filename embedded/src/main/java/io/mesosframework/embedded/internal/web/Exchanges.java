package io.mesosframework.embedded.internal.web;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.embedded.internal.inprocess.InProcessTransport;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.ResponseStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The open exchanges of one server under the numbers that its state machine knows. Owned by the loop. */
public final class Exchanges {

    /** An executor of the loop itself, which needs no wire. */
    public interface Local {

        void event(Message event);

        /** Its stream was refused. */
        void answered(int status, String text);

        /** Its stream ended. */
        void ended();
    }

    private static final class Open {
        final Exchange exchange;
        final Codec codec;
        final boolean remote;

        @Nullable
        ResponseStream stream;

        Open(Exchange exchange, Codec codec) {
            this.exchange = exchange;
            this.codec = codec;
            this.remote = !exchange.peer().startsWith(InProcessTransport.PEER);
        }
    }

    private final Map<Long, Open> open = new HashMap<>();
    private final Map<Long, Local> locals = new HashMap<>();
    private final LongConsumer onStreamClosed;
    private long next;

    /**
     * @param onStreamClosed told, on any thread, which stream is over for whatever reason
     */
    public Exchanges(LongConsumer onStreamClosed) {
        this(1, onStreamClosed);
    }

    /**
     * @param first the first number; those from there on are no other's
     * @param onStreamClosed told, on any thread, which stream is over for whatever reason
     */
    public Exchanges(long first, LongConsumer onStreamClosed) {
        this.next = first;
        this.onStreamClosed = onStreamClosed;
    }

    /**
     * A number for an exchange that waits for its answer.
     *
     * @param codec for the events, should it become a stream
     */
    public long add(Exchange exchange, Codec codec) {
        long number = next++;
        open.put(number, new Open(exchange, codec));
        return number;
    }

    /** A number for a stream that leads nowhere but to an executor of the loop. */
    public long add(Local local) {
        long number = next++;
        locals.put(number, local);
        return number;
    }

    /** Whether what goes there leaves the loop. */
    public boolean isRemote(long number) {
        Open known = open.get(number);
        return known != null && known.remote;
    }

    public void answer(long number, int status, String text) {
        Local local = locals.remove(number);
        if (local != null) {
            local.answered(status, text);
            return;
        }
        Open answered = open.remove(number);
        if (answered != null) {
            answered.exchange.respond(Replies.text(status, text));
        }
    }

    /** 200 with this message in the codec that the caller accepts. */
    public void answer(long number, Message message) {
        Open answered = open.remove(number);
        if (answered != null) {
            answered.exchange.respond(Replies.message(answered.codec, message));
        }
    }

    /** The answer's head; {@code extra} goes before Content-Type, as Mesos has it. */
    public void openStream(long number, Headers extra) {
        Open opened = open.get(number);
        if (opened != null) {
            ResponseStream stream = opened.exchange.stream(200, extra.with("Content-Type", opened.codec.mediaType()));
            opened.stream = stream;
            stream.closed().thenRun(() -> onStreamClosed.accept(number));
        }
    }

    /** One record, in one chunk (PROTOCOL A1, A8). */
    public void send(long number, Message event) {
        Local local = locals.get(number);
        if (local != null) {
            local.event(event);
            return;
        }
        Open to = open.get(number);
        if (to != null && to.stream != null) {
            to.stream.write(RecordEncoder.frame(to.codec.encode(event)));
        }
    }

    public void endStream(long number) {
        Local local = locals.remove(number);
        if (local != null) {
            local.ended();
            return;
        }
        Open ended = open.remove(number);
        if (ended != null && ended.stream != null) {
            ended.stream.end();
        }
    }

    /** The stream is over by its client's doing. */
    public void forget(long number) {
        open.remove(number);
    }
}
