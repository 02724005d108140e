package io.mesosframework.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.junit.jupiter.api.Test;

final class ConnectionWatchTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final ConnectionWatch watch = new ConnectionWatch(1000, now::get);

    /** @param failure what its end fails with */
    private void open(Supplier<Throwable> failure) {
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint() {
            @Override
            public void doClose() {
                asked.incrementAndGet();
                Throwable thrown = failure.get();
                if (thrown instanceof Error error) {
                    throw error;
                } else if (thrown instanceof RuntimeException exception) {
                    throw exception;
                }
            }
        };
        Connection connection = new AbstractConnection(endPoint, Runnable::run) {
            @Override
            public void onFillable() {}
        };
        endPoint.setConnection(connection);
        watch.onOpened(connection);
    }

    @Test
    void oneThatCannotBeClosedSparesNoOther() {
        for (Supplier<Throwable> failure : List.<Supplier<Throwable>>of(
                () -> new IllegalStateException("closing"), () -> new StackOverflowError("closing"))) {
            asked.set(0);
            for (int i = 0; i < 10; i++) {
                open(failure);
            }
            now.addAndGet(1001);
            watch.sweep();
            assertThat(asked).hasValue(10);
        }
        for (int i = 0; i < 10; i++) {
            open(() -> new IllegalStateException("closing"));
        }
        asked.set(0);
        watch.cutIdle();
        assertThat(asked).hasValue(10);
    }
}
