package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Transaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All that a framework does. The loop carries effects out in their order. */
sealed interface Effect {

    /** Makes writes durable, if this instance still leads. */
    record Commit(long sequence, Transaction transaction) implements Effect {}

    /**
     * Sends a call.
     *
     * @param launches the ids of the tasks that an ACCEPT launches; empty for all else
     * @param subscription counts the subscriptions: during which one it was decided
     * @param asked who waits for its answer; null where nobody does
     */
    record Send(
            Call call,
            List<String> launches,
            long subscription,
            @Nullable CompletableFuture<Void> asked) implements Effect {

        /** Whether the core must know that it got through. */
        boolean needsAnswer() {
            return call.getType() == Call.Type.ACCEPT || call.getType() == Call.Type.UPDATE_FRAMEWORK;
        }

        /** Whether it is about offers, which are void on any other subscription (PROTOCOL F35, G4). */
        boolean answersOffers() {
            return call.getType() == Call.Type.ACCEPT || call.getType() == Call.Type.DECLINE;
        }
    }

    /** Lets the client subscribe. */
    record GiveLeave(CompletableFuture<Void> leave) implements Effect {}

    /** Completes a user's request. */
    record Reply(CompletableFuture<Void> done) implements Effect {}

    /** Fails a user's request: nothing was changed. */
    record Refuse(CompletableFuture<Void> done, RuntimeException why) implements Effect {}

    /** Tells listeners of an application. */
    record AnnounceApplication(ApplicationChange change) implements Effect {}

    /** Tells listeners. */
    record Announce(SlotTransition transition) implements Effect {}
}
