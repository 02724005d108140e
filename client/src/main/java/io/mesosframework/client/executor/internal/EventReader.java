package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.client.recordio.RecordException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Origin;
import io.mesosframework.http.StreamListener;
import io.mesosframework.protocol.executor.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns the answer to one SUBSCRIBE into inputs: events, then why they ended.
 *
 * <p>A record that is no event ends the subscription, though the framing is intact: it may have been a LAUNCH, and only by
 * subscribing again does the agent learn that the task is not here (PROTOCOL C24, C27).
 */
final class EventReader implements StreamListener {

    /** More of a refusal than this is of no interest. */
    private static final int MAX_WORDS_BYTES = 4096;

    private final int attempt;
    private final Origin agent;
    private final Codec codec;
    private final RecordDecoder decoder;
    private final Consumer<Input> inputs;

    private int status;
    private String contentType = "";
    private boolean events;
    private boolean over;
    private final ByteArrayOutputStream words = new ByteArrayOutputStream(0);

    EventReader(int attempt, Origin agent, Codec codec, int maxRecordBytes, Consumer<Input> inputs) {
        this.attempt = attempt;
        this.agent = agent;
        this.codec = codec;
        this.decoder = new RecordDecoder(maxRecordBytes);
        this.inputs = inputs;
    }

    @Override
    public void onHead(int answered, Headers headers) {
        status = answered;
        contentType = headers.get("Content-Type").orElse("");
        events = status == 200 && contentType.equals(codec.mediaType());
    }

    @Override
    public void onData(ByteBuffer chunk) {
        if (over) {
            return;
        }
        if (!events) {
            gather(chunk);
            return;
        }
        try {
            // The chunk's own array is written again later, events may live long: a read-only view makes for a copy.
            decoder.feed(chunk.asReadOnlyBuffer(), this::record);
        } catch (RecordException | CodecException e) {
            lost(e);
        }
    }

    private void record(byte[] buffer, int offset, int length) {
        Event event = codec.decode(buffer, offset, length, Event.getDefaultInstance());
        inputs.accept(new Input.Received(attempt, event));
    }

    private void gather(ByteBuffer chunk) {
        byte[] piece = new byte[Math.min(MAX_WORDS_BYTES - words.size(), chunk.remaining())];
        chunk.get(piece);
        words.writeBytes(piece);
        if (words.size() == MAX_WORDS_BYTES) {
            refused();
        }
    }

    @Override
    public void onEnd() {
        if (over) {
            return;
        }
        if (!events) {
            refused();
            return;
        }
        try {
            decoder.end();
            lost(new SubscriptionLostException("The agent has ended the event stream."));
        } catch (RecordException e) {
            lost(e);
        }
    }

    @Override
    public void onFailure(HttpException failure) {
        if (!over && status != 0 && !events) {
            refused();
        } else {
            lost(failure);
        }
    }

    private void refused() {
        String text = words.toString(StandardCharsets.UTF_8);
        if (status < 400) {
            lost(Answers.notAStream(agent, status, contentType, codec.mediaType(), text));
        } else if (Answers.mayPass(status)) {
            lost(Answers.refusal("SUBSCRIBE", agent, status, text));
        } else if (!over) {
            over = true;
            inputs.accept(new Input.Refused(attempt, Answers.refusal("SUBSCRIBE", agent, status, text)));
        }
    }

    private void lost(MesosException cause) {
        if (!over) {
            over = true;
            inputs.accept(new Input.StreamLost(attempt, cause));
        }
    }
}
