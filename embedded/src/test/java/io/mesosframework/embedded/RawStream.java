package io.mesosframework.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A subscription by the JDK's own HTTP client and a RecordIO reader of its own, so that nothing of ours checks itself. */
final class RawStream<E extends Message> implements AutoCloseable {

    final int status;
    final Map<String, List<String>> headers;
    final List<E> events = new CopyOnWriteArrayList<>();
    private final InputStream body;
    private final Thread reader;
    private volatile boolean ended;

    private RawStream(HttpResponse<InputStream> response, Codec codec, E prototype, Consumer<E> onEvent) {
        status = response.statusCode();
        headers = response.headers().map();
        body = response.body();
        reader = new Thread(() -> read(codec, prototype, onEvent), "raw-stream");
        reader.setDaemon(true);
        reader.start();
    }

    static <E extends Message> RawStream<E> open(
            HttpClient http, URI uri, Message subscribe, Codec codec, E prototype, Consumer<E> onEvent)
            throws IOException, InterruptedException {
        return new RawStream<>(
                http.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", codec.mediaType())
                                .header("Accept", codec.mediaType())
                                .POST(HttpRequest.BodyPublishers.ofByteArray(codec.encode(subscribe)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream()),
                codec,
                prototype,
                onEvent);
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).get(0);
    }

    boolean ended() {
        return ended;
    }

    List<E> snapshot() {
        return new ArrayList<>(events);
    }

    private void read(Codec codec, E prototype, Consumer<E> onEvent) {
        try {
            while (true) {
                StringBuilder length = new StringBuilder();
                int c = body.read();
                while (c >= 0 && c != '\n') {
                    length.append((char) c);
                    c = body.read();
                }
                if (c < 0) {
                    ended = true;
                    return;
                }
                byte[] record = body.readNBytes(Integer.parseInt(length.toString()));
                E event = parse(codec, record, prototype);
                events.add(event);
                onEvent.accept(event);
            }
        } catch (IOException e) {
            ended = true;
        }
    }

    @SuppressWarnings("unchecked")
    private E parse(Codec codec, byte[] record, E prototype) throws InvalidProtocolBufferException {
        return codec == Codec.JSON
                ? codec.decode(record, prototype)
                : (E) prototype.getParserForType().parseFrom(record);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
