package io.mesosframework.conformance.own;

import io.mesosframework.http.Connection;
import io.mesosframework.http.ConnectionLostException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.http.StreamListener;
import io.mesosframework.http.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A transport on the JDK's own HTTP client. A stream is never paused in it: it asks for one piece after the other. */
final class JdkTransport implements Transport {

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger streams = new AtomicInteger();
    private final Set<JdkConnection> open = new ConcurrentSkipListSet<>((a, b) -> Integer.compare(a.number, b.number));
    private final AtomicInteger numbers = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public CompletableFuture<Connection> connect(Origin origin) {
        JdkConnection connection = new JdkConnection(origin, numbers.incrementAndGet());
        open.add(connection);
        return CompletableFuture.completedFuture(connection);
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(JdkConnection::close);
    }

    private static Headers headers(HttpResponse<?> answer) {
        List<String> fields = new ArrayList<>();
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> {
                    fields.add(name);
                    fields.add(value);
                }));
        return Headers.of(fields.toArray(String[]::new));
    }

    private final class JdkConnection implements Connection {

        private static final Set<String> CLIENTS_OWN = namesOf("Host", "Content-Length", "Connection");

        private final Origin origin;
        private final int number;
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        JdkConnection(Origin origin, int number) {
            this.origin = origin;
            this.number = number;
        }

        private static Set<String> namesOf(String... names) {
            Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            set.addAll(List.of(names));
            return set;
        }

        @Override
        public Origin origin() {
            return origin;
        }

        /** One after the other, which keeps their order whatever sockets they go by. */
        @Override
        public synchronized CompletableFuture<Response> call(Request request, Duration timeout) {
            calls.incrementAndGet();
            CompletableFuture<Response> answer = last.handle((done, failed) -> 0)
                    .thenCompose(turn -> http.sendAsync(toJdk(request, timeout), BodyHandlers.ofByteArray()))
                    .thenApply(came -> new Response(came.statusCode(), headers(came), came.body()));
            last = answer;
            return answer;
        }

        @Override
        public StreamHandle stream(Request request, StreamListener listener, @Nullable Duration headTimeout) {
            streams.incrementAndGet();
            AtomicReference<Flow.@Nullable Subscription> reading = new AtomicReference<>();
            var unused = http.sendAsync(toJdk(request, headTimeout), BodyHandlers.ofPublisher())
                    .whenComplete((answer, failure) -> {
                        if (failure != null) {
                            listener.onFailure(lost(failure));
                        } else {
                            listener.onHead(answer.statusCode(), headers(answer));
                            answer.body().subscribe(new Pieces(listener, reading, closed));
                        }
                    });
            var unusedEnd =
                    closed.thenRun(() -> Optional.ofNullable(reading.get()).ifPresent(Flow.Subscription::cancel));
            return new StreamHandle() {
                @Override
                public void pause() {}

                @Override
                public void resume() {}

                @Override
                public void close() {
                    JdkConnection.this.close();
                }
            };
        }

        private HttpRequest toJdk(Request request, @Nullable Duration timeout) {
            HttpRequest.Builder made = HttpRequest.newBuilder(URI.create(origin + request.path()))
                    .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
            if (timeout != null) {
                made.timeout(timeout);
            }
            request.headers().forEach((name, value) -> {
                if (!CLIENTS_OWN.contains(name)) {
                    made.header(name, value);
                }
            });
            return made.build();
        }

        @Override
        public boolean isOpen() {
            return !closed.isDone();
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed;
        }

        @Override
        public void close() {
            open.remove(this);
            closed.complete(null);
        }
    }

    private static HttpException lost(Throwable cause) {
        return new ConnectionLostException("The stream broke: " + cause, true, cause);
    }

    /** What comes of a stream, on to its listener. */
    private record Pieces(
            StreamListener listener,
            AtomicReference<Flow.@Nullable Subscription> reading,
            CompletableFuture<Void> closed)
            implements Flow.Subscriber<List<ByteBuffer>> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            reading.set(subscription);
            if (closed.isDone()) {
                subscription.cancel();
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            pieces.stream()
                    .filter(piece -> piece.hasRemaining() && !closed.isDone())
                    .forEach(listener::onData);
            Optional.ofNullable(reading.get()).ifPresent(subscription -> subscription.request(1));
        }

        @Override
        public void onError(Throwable failure) {
            if (closed.complete(null)) {
                listener.onFailure(lost(failure));
            }
        }

        @Override
        public void onComplete() {
            if (closed.complete(null)) {
                listener.onEnd();
            }
        }
    }
}
