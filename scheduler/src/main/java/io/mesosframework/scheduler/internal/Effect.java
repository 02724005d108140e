package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.Transaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All that a framework does. The loop carries effects out in their order. */
sealed interface Effect {

    /** Makes writes durable, if this instance still leads. */
    record Commit(long sequence, Transaction transaction) implements Effect {}

    /**
     * Sends a call.
     *
     * @param launches the ids of the tasks that an ACCEPT launches; empty for all else
     */
    record Send(Call call, List<String> launches) implements Effect {}

    /** Lets the client subscribe. */
    record GiveLeave(CompletableFuture<Void> leave) implements Effect {}

    /** Completes a user's request. */
    record Reply(CompletableFuture<Void> done) implements Effect {}

    /** Tells listeners. */
    record Announce(SlotTransition transition) implements Effect {}
}
