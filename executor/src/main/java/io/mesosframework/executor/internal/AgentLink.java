package io.mesosframework.executor.internal;

import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.utils.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Between an executor's loop and its client: events one way, updates the other. */
public final class AgentLink implements ExecutorListener {

    private static final Logger log = LoggerFactory.getLogger(AgentLink.class);

    private final Consumer<Event> events;
    private final Runnable agentLost;

    public AgentLink(Consumer<Event> events, Runnable agentLost) {
        this.events = events;
        this.agentLost = agentLost;
    }

    @Override
    public void event(Event event) {
        events.accept(event);
    }

    @Override
    public void shutdown(ShutdownReason reason) {
        if (reason.kind() != ShutdownReason.Kind.REQUESTED) { // else the event has come too
            log.info("The executor ends: {}", reason);
            agentLost.run();
        }
    }

    /** Sends an update, once the client is there. */
    public static void send(CompletableFuture<ExecutorClient> client, TaskStatus status) {
        var unused = client.thenCompose(ready -> ready.update(status)).whenComplete((done, failure) -> {
            if (failure != null) {
                logUnknown(status, Futures.cause(failure));
            }
        });
    }

    static void logUnknown(TaskStatus status, Throwable cause) {
        // After a shutdown or an end from outside that is as it should be: Mesos' agents acknowledge nothing then.
        Level level = cause instanceof SubscriptionLostException ? Level.DEBUG : Level.WARN;
        log.atLevel(level)
                .log(
                        "The agent will not know that task {} is {}: {}",
                        status.getTaskId().getValue(),
                        status.getState(),
                        cause.getMessage());
    }
}
