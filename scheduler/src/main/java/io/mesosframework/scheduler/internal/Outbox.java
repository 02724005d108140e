package io.mesosframework.scheduler.internal;

import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.protocol.scheduler.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are to be sent, in their order: no more of them are with the client than a bounded number, so that none is refused there
 * while a master is slow to answer. For the loop alone, but for {@link #waiting} and what happens when an answer comes.
 */
final class Outbox {

    static final int MOST_UNANSWERED = 1024;

    private final Function<Call, CompletableFuture<Void>> client;
    private final BiConsumer<Effect.Send, @Nullable Throwable> answered;
    private final Runnable roomAgain;
    private final Deque<Effect.Send> waiting = new ArrayDeque<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    /**
     * @param answered told the answer of each call, an error or none, on any thread
     * @param roomAgain told, on any thread, that {@link #handOver} has something to do
     */
    Outbox(
            Function<Call, CompletableFuture<Void>> client,
            BiConsumer<Effect.Send, @Nullable Throwable> answered,
            Runnable roomAgain) {
        this.client = client;
        this.answered = answered;
        this.roomAgain = roomAgain;
    }

    void send(Effect.Send send) {
        waiting.add(send);
        waitingCount.incrementAndGet();
        handOver();
    }

    /** Gives the client as many as it may have. */
    void handOver() {
        while (unanswered.get() < MOST_UNANSWERED && !waiting.isEmpty()) {
            waitingCount.decrementAndGet();
            unanswered.incrementAndGet();
            call(waiting.remove());
        }
    }

    private void call(Effect.Send send) {
        CompletableFuture<Void> answer;
        try {
            answer = client.apply(send.call());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((nothing, error) -> {
            // Counted before it is asked how many wait, as one that waits is counted before it is asked how many are
            // unanswered.
            if (unanswered.decrementAndGet() <= MOST_UNANSWERED / 2 && waitingCount.get() > 0) {
                roomAgain.run();
            }
            answered.accept(send, error);
        });
    }

    /** The subscription has ended: what waits must not go to the next one. An agent repeats what was not acknowledged. */
    void drop() {
        while (!waiting.isEmpty()) {
            Effect.Send send = waiting.remove();
            waitingCount.decrementAndGet();
            if (send.call().getType() != Call.Type.ACKNOWLEDGE) {
                answered.accept(
                        send,
                        new SubscriptionLostException(
                                send.call().getType() + " was not sent: the subscription ended before its turn came"));
            }
        }
    }

    /** How many wait. Any thread. */
    int waiting() {
        return waitingCount.get();
    }
}
