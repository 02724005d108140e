package io.mesosframework.executor.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.MesosException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.client.executor.UpdateNotKeptException;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.utils.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a {@link RuntimeMachine} decides, on one thread, on which the handler is called too. While more than some hundred events
 * wait for it, the client's thread does, and no more are read.
 */
public final class RuntimeLoop implements ExecutorListener {

    private static final int EVENTS_WAITING = 512;

    private final CompletableFuture<ExecutorClient> client;
    private final HandlerCalls handler;
    private final ScheduledExecutorService loop;
    private final Turns<RuntimeInput, RuntimeEffect> turns;
    private final Semaphore room = new Semaphore(EVENTS_WAITING);

    private final Map<TaskID, TaskInfo> tasks = new ConcurrentHashMap<>();
    private final Map<TaskID, Run> runs = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Void>> tickets = new ConcurrentHashMap<>();
    private final AtomicLong lastTicket = new AtomicLong();
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();
    private volatile FrameworkInfo framework = FrameworkInfo.getDefaultInstance();
    private volatile @Nullable Thread thread;

    /** @param client once there is one */
    RuntimeLoop(
            RuntimeMachine machine,
            ExecutorHandler handler,
            RuntimeContext context,
            CompletableFuture<ExecutorClient> client) {
        this.client = client;
        this.handler = new HandlerCalls(handler, context, this::submit);
        this.loop = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "mesos-executor");
            thread = made;
            return made;
        });
        this.turns = new Turns<>(machine, new RuntimeInput.Wake(), this::carryOut, loop);
    }

    // ---- from any thread ----

    List<TaskInfo> tasks() {
        return List.copyOf(tasks.values());
    }

    FrameworkInfo framework() {
        return framework;
    }

    void submit(RuntimeInput input) {
        turns.submit(input);
    }

    void begin(TaskID task, Run run) {
        if (runs.putIfAbsent(task, run) == null) {
            submit(new RuntimeInput.Begin(task, run.isProcess()));
        }
    }

    /** One for which no handler may wait. */
    private CompletableFuture<Void> ownFuture() {
        return Futures.guarded(
                this::isLoop,
                "A handler of an executor must not wait for what comes only after it has returned. Use whenComplete, or"
                        + " wait in a TaskBody.");
    }

    CompletableFuture<Void> update(TaskStatus status) {
        CompletableFuture<Void> future = ownFuture();
        long ticket = lastTicket.incrementAndGet();
        tickets.put(ticket, future);
        submit(new RuntimeInput.Update(ticket, status));
        if (finished.isDone()) {
            answer(ticket, new NotSubscribedException("UPDATE"));
        }
        return future;
    }

    CompletableFuture<Void> message(ByteString data) {
        CompletableFuture<Void> future = ownFuture();
        var unused = client.thenCompose(ready -> ready.message(data)).whenComplete((done, failure) -> {
            if (failure == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(Futures.cause(failure));
            }
        });
        return future;
    }

    private boolean isLoop() {
        return Thread.currentThread() == thread;
    }

    /** The exit code, once there is nothing more to do. What runs is running still. */
    CompletableFuture<Integer> finished() {
        return finished;
    }

    /** Ends what runs, and takes nothing more. */
    void close() {
        turns.close();
        finished.complete(1);
        room.release(EVENTS_WAITING);
        loop.shutdown();
        List.copyOf(runs.values()).forEach(Run::close);
        tickets.keySet().forEach(ticket -> answer(ticket, new NotSubscribedException("UPDATE")));
    }

    // ---- from the client ----

    @Override
    public void event(Event event) {
        room.acquireUninterruptibly();
        submit(new RuntimeInput.Received(event));
    }

    @Override
    public void connected() {
        submit(new RuntimeInput.Connected());
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        submit(new RuntimeInput.Disconnected(cause, retryIn));
    }

    @Override
    public void shutdown(ShutdownReason reason) {
        submit(new RuntimeInput.MustEnd(reason));
    }

    // ---- on the loop ----

    private void carryOut(RuntimeEffect effect) {
        if (effect instanceof RuntimeEffect.Tell tell) {
            if (tell.event().getType() == Event.Type.SUBSCRIBED) {
                framework = tell.event().getSubscribed().getFrameworkInfo();
            }
            handler.event(tell.event());
        } else if (effect instanceof RuntimeEffect.TellConnected) {
            handler.connected();
        } else if (effect instanceof RuntimeEffect.TellDisconnected lost) {
            handler.disconnected(lost);
        } else if (effect instanceof RuntimeEffect.TellShutdown must) {
            handler.shutdown(must.reason());
        } else if (effect instanceof RuntimeEffect.Read) {
            room.release();
        } else if (effect instanceof RuntimeEffect.Send send) {
            send(send);
        } else if (effect instanceof RuntimeEffect.Answer answer) {
            answer(answer.ticket(), answer.error());
        } else if (effect instanceof RuntimeEffect.Known known) {
            tasks.put(known.task().getTaskId(), known.task());
        } else if (effect instanceof RuntimeEffect.Finish finish) {
            finished.complete(finish.exitCode());
        } else {
            ofTask(effect);
        }
    }

    private void ofTask(RuntimeEffect effect) {
        if (effect instanceof RuntimeEffect.Over over) {
            tasks.remove(over.task());
            runs.remove(over.task());
        } else if (effect instanceof RuntimeEffect.Start start) {
            with(start.task(), run -> run.start(this::submit));
        } else if (effect instanceof RuntimeEffect.Terminate terminate) {
            with(terminate.task(), Run::terminate);
        } else if (effect instanceof RuntimeEffect.Kill kill) {
            with(kill.task(), Run::kill);
        } else if (effect instanceof RuntimeEffect.Probe probe) {
            with(probe.task(), run -> run.probe(probe.spec(), probe.run(), this::submit));
        } else if (effect instanceof RuntimeEffect.CancelProbes cancel) {
            with(cancel.task(), Run::cancelProbes);
        }
    }

    private void with(TaskID task, Consumer<Run> action) {
        Run run = runs.get(task);
        if (run != null) {
            action.accept(run);
        }
    }

    private void send(RuntimeEffect.Send send) {
        TaskStatus status = send.status();
        CompletableFuture<Void> sent;
        try {
            sent = client.thenCompose(ready -> ready.update(status));
        } catch (IllegalArgumentException e) {
            sent = CompletableFuture.failedFuture(new UpdateNotKeptException(String.valueOf(e.getMessage())));
        }
        var unused = sent.whenComplete((done, failure) -> {
            if (failure == null) {
                submit(new RuntimeInput.Settled(send.ticket(), null));
                return;
            }
            Throwable cause = Futures.cause(failure);
            if (send.ticket() < 0) {
                AgentLink.logUnknown(status, cause);
            }
            submit(new RuntimeInput.Settled(
                    send.ticket(),
                    cause instanceof MesosException ours
                            ? ours
                            : new UpdateNotKeptException(String.valueOf(cause.getMessage()))));
        });
    }

    private void answer(long ticket, @Nullable MesosException error) {
        CompletableFuture<Void> future = tickets.remove(ticket);
        if (future == null) {
            return;
        }
        if (error == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(error);
        }
    }
}
