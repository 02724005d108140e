package io.mesosframework.executor;

import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.executor.internal.RuntimeContext;
import io.mesosframework.executor.internal.RuntimeMachine;
import io.mesosframework.executor.internal.Shared;
import io.mesosframework.http.HttpTransport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * An executor of one's own: it subscribes at its agent, calls the {@link ExecutorHandler}, runs tasks and tells their states, and ends when
 * it has to (PROTOCOL C16-C44). Any number of tasks run in it.
 *
 * <pre>{@code
 * public static void main(String[] arguments) throws InterruptedException {
 *     System.exit(ExecutorRuntime.builder((executor, task) -> executor.run(task, run -> "done")).run());
 * }
 * }</pre>
 *
 * <p>When its agent is gone, an executor with checkpointing goes on and tries to come back, with waits up to
 * {@code MESOS_SUBSCRIPTION_BACKOFF_MAX}, until {@code MESOS_RECOVERY_TIMEOUT} has passed; one without ends its tasks and itself at once.
 * What the agent had not acknowledged is told again then, each task's updates in their order.
 */
public final class ExecutorRuntime implements AutoCloseable {

    private final RuntimeContext context;
    private final ExecutorClient client;
    private final HttpTransport transport;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<Integer> terminated;

    private ExecutorRuntime(
            RuntimeContext context, ExecutorClient client, HttpTransport transport, ScheduledExecutorService timer) {
        this.context = context;
        this.client = client;
        this.transport = transport;
        this.timer = timer;
        this.terminated =
                context.finished().thenApplyAsync(this::closed, work -> new Thread(work, "mesos-executor-end").start());
    }

    /** What an executor with this handler is made from. */
    public static Builder builder(ExecutorHandler handler) {
        return new Builder(handler);
    }

    /** What the handler can do, for other threads. */
    public ExecutorContext context() {
        return context;
    }

    /**
     * Done when the executor has ended and nothing of its tasks is left, threads that do not end apart: 0 if the agent has acknowledged
     * all that there was to tell, else 1.
     */
    public CompletableFuture<Integer> terminated() {
        return terminated.copy();
    }

    /** Ends all tasks by force and lets go of the agent, without a word to it. Waits for it. Idempotent; not for handlers and bodies. */
    @Override
    public void close() {
        context.close();
        terminated.join();
    }

    private int closed(int exitCode) {
        context.close();
        client.close();
        timer.shutdown();
        transport.close();
        return exitCode;
    }

    /** What an executor can be told. Not safe for use by several threads. */
    public static final class Builder {

        private final ExecutorHandler handler;
        private Map<String, String> environment = System.getenv();
        private Optional<Duration> idle = Optional.empty();
        private ThreadFactory threads = Builder::daemon;

        private Builder(ExecutorHandler handler) {
            this.handler = handler;
        }

        private static Thread daemon(Runnable work) {
            Thread made = new Thread(work);
            made.setDaemon(true);
            return made;
        }

        /** What the agent has set (PROTOCOL C1-C15); the process's own by default. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Ends the executor once it has had no task for so long; never by default. A task that comes in that very moment fails with
         * REASON_EXECUTOR_TERMINATED, so choose much longer than the time between tasks.
         */
        public Builder endWhenIdle(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("endWhenIdle must be positive: " + limit);
            }
            idle = Optional.of(limit);
            return this;
        }

        /** Makes the thread of each {@link TaskBody}, which is named after its task; daemons by default. */
        public Builder threads(ThreadFactory factory) {
            threads = factory;
            return this;
        }

        /**
         * Starts it.
         *
         * @throws io.mesosframework.client.executor.ExecutorEnvironmentException naming each variable that is missing or malformed
         */
        public ExecutorRuntime start() {
            ExecutorEnvironment parsed = ExecutorEnvironment.parse(environment);
            HttpTransport transport = HttpTransport.builder().build();
            ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, work -> {
                Thread made = daemon(work);
                made.setName("mesos-executor-processes");
                return made;
            });
            CompletableFuture<ExecutorClient> soon = new CompletableFuture<>();
            RuntimeContext context = new RuntimeContext(
                    parsed,
                    environment,
                    Shared.of(transport, timer),
                    threads,
                    new RuntimeMachine(parsed.shutdownGracePeriod(), idle),
                    handler,
                    soon);
            ExecutorClient client =
                    ExecutorClient.builder(parsed).transport(transport).start(context.loop());
            soon.complete(client);
            return new ExecutorRuntime(context, client, transport, timer);
        }

        /**
         * Starts it and waits for its end, for a {@code main}. A signal to the process ends the tasks with it.
         *
         * @return the exit code, as of {@link #terminated}
         */
        public int run() throws InterruptedException {
            try (ExecutorRuntime runtime = start()) {
                Thread hook = new Thread(runtime.context::close, "mesos-executor-signal");
                Runtime.getRuntime().addShutdownHook(hook);
                int exitCode = runtime.terminated.get();
                removeHook(hook);
                return exitCode;
            } catch (ExecutionException e) {
                throw new IllegalStateException("An executor's end does not fail", e);
            }
        }

        private static void removeHook(Thread hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is on its way out already.
            }
        }
    }
}
