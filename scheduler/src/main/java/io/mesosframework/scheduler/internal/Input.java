package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All that can happen to a framework. */
sealed interface Input {

    /** An event of the master. */
    record FromMaster(Event event) implements Input {}

    /** The master sent what cannot be read; it was skipped. */
    record Unreadable(MesosException cause) implements Input {}

    /** The subscription is lost. */
    record Disconnected(MesosException cause, Duration retryIn) implements Input {}

    /** The client wants to SUBSCRIBE and waits for leave. */
    record SubscribeAsked(CompletableFuture<Void> leave) implements Input {}

    /** The commit is durable. */
    record Committed(long sequence) implements Input {}

    /** A call was answered; no error means that the master took it. */
    record Answered(Effect.Send call, @Nullable Throwable error) implements Input {}

    /** A user's request, done as a turn of its own. */
    record Request(Work work, CompletableFuture<Void> done) implements Input {}

    /** A call made by hand, as a turn of its own. */
    record Asked(Action action, CompletableFuture<Void> done) implements Input {}

    /** The framework has been torn down: forgets all that is kept, so that the next start registers anew. */
    record Erase(CompletableFuture<Void> done) implements Input {}

    /** Time has come to look at the deadlines. */
    record Tick() implements Input {}

    /** What a request does with the task manager. */
    interface Work {
        List<Action> on(TaskManager tasks, Instant now);
    }
}
