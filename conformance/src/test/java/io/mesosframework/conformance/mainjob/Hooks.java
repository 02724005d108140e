package io.mesosframework.conformance.mainjob;

import io.mesosframework.http.Connection;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.http.StreamListener;
import io.mesosframework.http.Transport;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the moments before and after each commit and each call, and ends the process, as kill -9 does, at one of them. */
final class Hooks {
    static final int KILLED = 9;

    private final int killAt;
    private final AtomicInteger moments = new AtomicInteger();

    /** @param killAt the moment to die at, from 1; 0 for none */
    Hooks(int killAt) {
        this.killAt = killAt;
    }

    int moments() {
        return moments.get();
    }

    private void moment(String what) {
        if (moments.incrementAndGet() == killAt) {
            System.out.println("killed " + what);
            System.out.flush();
            Runtime.getRuntime().halt(KILLED);
        }
    }

    Storage on(Storage storage) {
        return new ForwardingStorage(storage) {
            @Override
            public CompletableFuture<CommitResult> commit(Transaction transaction) {
                moment("before a commit");
                return super.commit(transaction).whenComplete((result, error) -> moment("after a commit"));
            }
        };
    }

    Transport on(Transport transport) {
        return new Transport() {
            @Override
            public CompletableFuture<Connection> connect(Origin origin) {
                return transport.connect(origin).thenApply(HookedConnection::new);
            }

            @Override
            public void close() {
                transport.close();
            }
        };
    }

    private final class HookedConnection implements Connection {
        private final Connection connection;

        HookedConnection(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Origin origin() {
            return connection.origin();
        }

        @Override
        public CompletableFuture<Response> call(Request request, Duration timeout) {
            moment("before a call");
            return connection.call(request, timeout).whenComplete((response, error) -> moment("after a call"));
        }

        @Override
        public StreamHandle stream(Request request, StreamListener listener, @Nullable Duration headTimeout) {
            moment("before SUBSCRIBE");
            return connection.stream(request, listener, headTimeout);
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public CompletionStage<Void> closed() {
            return connection.closed();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
