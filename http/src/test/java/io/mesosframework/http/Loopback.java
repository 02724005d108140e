package io.mesosframework.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Client and server of one test, with an allocator of their own that must have everything back in the end. */
final class Loopback {

    static final Duration LONG = Duration.ofSeconds(20);

    /** Without caches, so that its counts are exact. */
    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 1, 1, 8192, 5, 0, 0, false);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable HttpTransport transport;

    Loopback() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    HttpServer server(Handler handler) {
        return server(handler, builder -> builder);
    }

    HttpServer server(Handler handler, UnaryOperator<HttpServer.Builder> how) {
        return opened(how.apply(HttpServer.builder().handler(handler).allocator(allocator))
                .start());
    }

    /** A server that talks as the script says, to one client after the other. */
    RawServer raw(RawServer.Script script) throws IOException {
        return opened(new RawServer(script));
    }

    HttpTransport transport() {
        if (transport == null) {
            transport = transport(builder -> builder);
        }
        return transport;
    }

    HttpTransport transport(UnaryOperator<HttpTransport.Builder> how) {
        return opened(how.apply(HttpTransport.builder().allocator(allocator)).build());
    }

    Connection connect(int port) {
        return get(transport().connect(new Origin(false, "127.0.0.1", port)));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    /** The result, or the failure itself as an unchecked exception. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("Not completed in time", e);
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    /** Closes all that was opened, the last first, and checks that every buffer has come back. */
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(
                                allocator.metric().directArenas().get(0).numActiveAllocations()
                                        + allocator.metric().heapArenas().get(0).numActiveAllocations())
                        .as("buffers not given back")
                        .isZero());
    }
}
