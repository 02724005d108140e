package io.mesosframework.client.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Remembers what it is told, one line each. */
class Recorder implements ExecutorListener {

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<MesosException> losses = new CopyOnWriteArrayList<>();
    final List<ShutdownReason> shutdowns = new CopyOnWriteArrayList<>();

    @Override
    public void event(Event event) {
        events.add(event);
        told.add(event.getType().name());
    }

    @Override
    public void connected() {
        told.add("connected");
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        losses.add(cause);
        told.add("disconnected");
    }

    @Override
    public void shutdown(ShutdownReason reason) {
        shutdowns.add(reason);
        told.add("shutdown " + reason.kind());
    }

    void await(String... lines) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(told).containsSubsequence(lines));
    }
}
