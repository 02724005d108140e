package io.mesosframework.conformance;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerClientBuilder;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A framework of one test: a SchedulerClient, and all that it was told. */
final class Framework implements SchedulerListener, AutoCloseable {
    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final List<MesosException> losses = new CopyOnWriteArrayList<>();
    private final CompletableFuture<MesosException> failure = new CompletableFuture<>();
    private final EventLog events = new EventLog("framework", () -> heard);
    private final SchedulerClient client;

    private Framework(SchedulerClient client) {
        this.client = client;
    }

    static Framework start(SchedulerClientBuilder builder) {
        SchedulerClient client = builder.build();
        Framework framework = new Framework(client);
        client.start(framework);
        return framework;
    }

    /** As {@link #start}, and waits for SUBSCRIBED. */
    static Framework subscribed(SchedulerClientBuilder builder) {
        Framework framework = start(builder);
        framework.awaitSubscribed();
        return framework;
    }

    Event.Subscribed awaitSubscribed() {
        return events.await(Event.Type.SUBSCRIBED).getSubscribed();
    }

    SchedulerClient client() {
        return client;
    }

    EventLog events() {
        return events;
    }

    List<MesosException> losses() {
        return losses;
    }

    FrameworkID id() {
        return client.frameworkId().orElseThrow();
    }

    /** Waits for the call to be taken. */
    static void taken(CompletableFuture<Void> call) {
        assertThat(call).succeedsWithin(PATIENCE);
    }

    /** Waits for the call to fail, and gives why. */
    static <E extends Throwable> E refused(CompletableFuture<Void> call, Class<E> type) {
        try {
            call.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
        return Assertions.fail("The call was not refused.");
    }

    /** Waits until the client gives up for good, and says why. */
    MesosException awaitFailure() {
        return failure.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** The task's next update, which must tell that state; acknowledges it. */
    TaskStatus acknowledgeUpdate(String task, TaskState state) {
        TaskStatus status = events.awaitUpdate(task, state);
        taken(client.acknowledge(status));
        return status;
    }

    @Override
    public void event(Event event) {
        heard.add(event);
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        losses.add(cause);
    }

    @Override
    public void failed(MesosException cause) {
        failure.complete(cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
