package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.client.recordio.RecordException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.StreamListener;
import io.mesosframework.protocol.scheduler.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Turns the answer to one SUBSCRIBE into inputs: its events, or the words of what is no event stream. */
final class EventReader implements StreamListener {

    /** More of a refusal than this is of no interest. */
    private static final int MAX_WORDS_BYTES = 8192;

    private final int attempt;
    private final Codec codec;
    private final RecordDecoder decoder;
    private final Consumer<Input> inputs;

    private boolean events;
    private boolean anyRecord;
    private final ByteArrayOutputStream words = new ByteArrayOutputStream(0);

    EventReader(int attempt, Codec codec, int maxRecordBytes, Consumer<Input> inputs) {
        this.attempt = attempt;
        this.codec = codec;
        this.decoder = new RecordDecoder(maxRecordBytes);
        this.inputs = inputs;
    }

    @Override
    public void onHead(int status, Headers headers) {
        events = Answers.isEventStream(status, headers, codec.mediaType());
        inputs.accept(new Input.Head(attempt, status, headers));
    }

    @Override
    public void onData(ByteBuffer chunk) {
        if (events) {
            decode(chunk);
        } else {
            gather(chunk);
        }
    }

    private void decode(ByteBuffer chunk) {
        anyRecord = false;
        try {
            // The chunk's own array is written again later, events may live long: a read-only view makes for a copy.
            decoder.feed(chunk.hasArray() ? chunk.asReadOnlyBuffer() : chunk, this::record);
        } catch (RecordException e) {
            inputs.accept(new Input.StreamFailed(attempt, e));
            return;
        }
        if (!anyRecord) {
            inputs.accept(new Input.Heard(attempt));
        }
    }

    private void record(byte[] buffer, int offset, int length) {
        anyRecord = true;
        Event event;
        try {
            event = codec.decode(buffer, offset, length, Event.getDefaultInstance());
        } catch (CodecException e) {
            inputs.accept(new Input.Undecodable(attempt, e));
            return;
        }
        inputs.accept(new Input.Received(attempt, event));
    }

    private void gather(ByteBuffer chunk) {
        int room = MAX_WORDS_BYTES - words.size();
        if (room > 0) {
            byte[] piece = new byte[Math.min(room, chunk.remaining())];
            chunk.get(piece);
            words.writeBytes(piece);
            if (words.size() == MAX_WORDS_BYTES) {
                inputs.accept(words());
            }
        }
    }

    @Override
    public void onEnd() {
        if (!events) {
            inputs.accept(words());
            return;
        }
        try {
            decoder.end();
        } catch (RecordException e) {
            inputs.accept(new Input.StreamFailed(attempt, e));
            return;
        }
        inputs.accept(new Input.StreamEnded(attempt));
    }

    @Override
    public void onFailure(HttpException failure) {
        if (words.size() > 0) {
            inputs.accept(words());
        }
        inputs.accept(new Input.StreamFailed(attempt, failure));
    }

    private Input words() {
        return new Input.Words(attempt, words.toString(StandardCharsets.UTF_8));
    }
}
