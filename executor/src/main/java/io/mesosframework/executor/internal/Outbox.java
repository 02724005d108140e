package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The updates on their way to the agent: so many at a time as the client takes, the others behind them in their order. */
final class Outbox {

    /** Fewer than an ExecutorClient keeps. */
    static final int IN_FLIGHT = 8_000;

    /** Updates of the user's that may wait besides; what the runtime tells itself is a few for each task. */
    static final int USERS_WAITING = 10_000;

    private record Item(long ticket, TaskStatus status) {}

    private final BiConsumer<Long, TaskStatus> send;
    private final Map<Long, TaskLife> owed = new HashMap<>();
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int inFlight;

    Outbox(BiConsumer<Long, TaskStatus> send) {
        this.send = send;
    }

    boolean isFull() {
        return waiting.size() >= USERS_WAITING;
    }

    boolean isEmpty() {
        return owed.isEmpty();
    }

    void add(TaskLife life, long ticket, TaskStatus status) {
        life.owed++;
        owed.put(ticket, life);
        waiting.add(new Item(ticket, status));
        sendSome();
    }

    /** The task whose update needs no more care; empty if there was none such. */
    Optional<TaskLife> settled(long ticket) {
        TaskLife life = owed.remove(ticket);
        if (life == null) {
            return Optional.empty();
        }
        life.owed--;
        inFlight--;
        sendSome();
        return Optional.of(life);
    }

    private void sendSome() {
        while (inFlight < IN_FLIGHT && !waiting.isEmpty()) {
            Item item = waiting.remove();
            inFlight++;
            send.accept(item.ticket(), item.status());
        }
    }
}
