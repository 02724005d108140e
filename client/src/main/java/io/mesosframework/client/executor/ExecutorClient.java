package io.mesosframework.client.executor;

import com.google.protobuf.ByteString;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.executor.internal.ExecutorConfig;
import io.mesosframework.client.executor.internal.ExecutorDriver;
import io.mesosframework.client.executor.internal.ExecutorSettings;
import io.mesosframework.client.executor.internal.Input;
import io.mesosframework.client.executor.internal.Statuses;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An executor's connection to its agent (PROTOCOL C16-C44). It subscribes, and again when the agent was away; it keeps what
 * is not acknowledged, and presents it then; it says when the executor has to end.
 *
 * <p>All methods may be called by any thread, the listener's included. Futures complete on the client's thread, which must not
 * be blocked: what hangs on them may make calls, but not wait.
 *
 * <pre>{@code
 * var environment = ExecutorEnvironment.parse(System.getenv());
 * try (var client = ExecutorClient.builder(environment).start(listener)) {
 *     client.update(status).get(10, SECONDS);
 * }
 * }</pre>
 */
public final class ExecutorClient implements AutoCloseable {

    private final ExecutorEnvironment environment;
    private final ExecutorDriver driver;

    private ExecutorClient(ExecutorEnvironment environment, ExecutorDriver driver) {
        this.environment = environment;
        this.driver = driver;
    }

    public static Builder builder(ExecutorEnvironment environment) {
        return new Builder(environment);
    }

    /**
     * UPDATE: tells a task's new state. The client sets source and executor, and makes a uuid and a timestamp where there are
     * none. The update is kept until the agent acknowledges it, and presented again with every new subscription, so it may be
     * made at any time; updates go in the order in which they were made.
     *
     * @return done when the agent has acknowledged it, which it does once it has stored it (PROTOCOL C30). An agent
     *     that no longer knows the task's executor never does (PROTOCOL C33): wait with a limit. Fails with
     *     {@link io.mesosframework.client.MesosCallException} if the agent refuses it, with {@link UpdateNotKeptException}
     *     if the client does, with {@link io.mesosframework.client.SubscriptionLostException} if it was still kept when the
     *     client came to its end, and with {@link io.mesosframework.client.NotSubscribedException} after that
     * @throws IllegalArgumentException for a status that no agent takes: without task or state, TASK_STAGING, a uuid that is
     *     not 16 bytes, or another executor's id (PROTOCOL C18)
     */
    public CompletableFuture<Void> update(TaskStatus status) {
        Statuses.check(status, environment.executorId());
        return driver.submit("UPDATE", ticket -> new Input.Update(ticket, status));
    }

    /**
     * MESSAGE: sends data to the framework, at most once and without any promise (PROTOCOL C39).
     *
     * @return done when the agent has taken it. Fails with {@link io.mesosframework.client.NotSubscribedException} while
     *     there is no subscription, {@link io.mesosframework.client.CallInDoubtException} if no answer came, or
     *     {@link io.mesosframework.client.MesosCallException}
     */
    public CompletableFuture<Void> message(ByteString data) {
        return other(Call.newBuilder()
                .setType(Call.Type.MESSAGE)
                .setMessage(Call.Message.newBuilder().setData(data)));
    }

    /** HEARTBEAT: the client sends one every 30 minutes by itself (PROTOCOL C20). Outcomes as of {@link #message}. */
    public CompletableFuture<Void> heartbeat() {
        return other(Call.newBuilder().setType(Call.Type.HEARTBEAT));
    }

    private CompletableFuture<Void> other(Call.Builder call) {
        Call whole = call.setFrameworkId(environment.frameworkId())
                .setExecutorId(environment.executorId())
                .build();
        return driver.submit(whole.getType().name(), ticket -> new Input.Other(ticket, whole));
    }

    /** What the agent has told this executor. */
    public ExecutorEnvironment environment() {
        return environment;
    }

    /**
     * Lets go of the agent. Futures that are not done fail. Waits up to 10 s for the listener to return, unless called from
     * it. Idempotent.
     */
    @Override
    public void close() {
        driver.close();
    }

    /** What a client can be told. Not safe for use by several threads. */
    public static final class Builder {

        private final ExecutorEnvironment environment;
        private Codec codec = Codec.PROTOBUF;
        private @Nullable Transport transport;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = new SecureRandom();
        private Duration callTimeout = Duration.ofSeconds(30);
        private Duration subscribeTimeout = Duration.ofSeconds(60);
        private Duration registrationTimeout = Duration.ofMinutes(1);
        private Duration heartbeatInterval = Duration.ofMinutes(30);
        private int maxUnacknowledgedUpdates = 10_000;
        private int maxRecordBytes = RecordDecoder.DEFAULT_MAX_RECORD_BYTES;

        private Builder(ExecutorEnvironment environment) {
            this.environment = environment;
        }

        /** {@link Codec#PROTOBUF} by default. */
        public Builder codec(Codec form) {
            codec = form;
            return this;
        }

        /** The transport, which stays the caller's to close; by default the client opens and closes one of its own. */
        public Builder transport(Transport opener) {
            transport = opener;
            return this;
        }

        /** The system's by default. */
        public Builder clock(Clock time) {
            clock = time;
            return this;
        }

        /** The source of uuids and waits; used on the client's thread only. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /** How long an answer to a call may take; 30 s by default. */
        public Builder callTimeout(Duration timeout) {
            callTimeout = positive(timeout, "callTimeout");
            return this;
        }

        /** How long an attempt to subscribe may take until SUBSCRIBED comes; 60 s by default. */
        public Builder subscribeTimeout(Duration timeout) {
            subscribeTimeout = positive(timeout, "subscribeTimeout");
            return this;
        }

        /**
         * How long to try for the first subscription where there is no checkpointing; 1 min by default, as long as agents wait
         * for it (PROTOCOL C28). With checkpointing it is the environment's recovery time-out.
         */
        public Builder registrationTimeout(Duration timeout) {
            registrationTimeout = positive(timeout, "registrationTimeout");
            return this;
        }

        /** The time between HEARTBEAT calls; 30 min by default. */
        public Builder heartbeatInterval(Duration interval) {
            heartbeatInterval = positive(interval, "heartbeatInterval");
            return this;
        }

        /** How many updates are kept without acknowledgement before {@link #update} refuses more; 10,000 by default. */
        public Builder maxUnacknowledgedUpdates(int count) {
            maxUnacknowledgedUpdates = atLeastOne(count, "maxUnacknowledgedUpdates");
            return this;
        }

        /** The longest event, in bytes; 64 MiB by default. */
        public Builder maxRecordBytes(int bytes) {
            maxRecordBytes = atLeastOne(bytes, "maxRecordBytes");
            return this;
        }

        /** Starts the client, which begins to subscribe; close it when done. */
        public ExecutorClient start(ExecutorListener listener) {
            ExecutorSettings settings = new ExecutorSettings(
                    environment.frameworkId(),
                    environment.executorId(),
                    environment.checkpoint(),
                    environment.recoveryTimeout(),
                    registrationTimeout,
                    environment.subscriptionBackoffMax(),
                    subscribeTimeout,
                    heartbeatInterval,
                    maxUnacknowledgedUpdates);
            Transport opener = transport == null ? HttpTransport.builder().build() : transport;
            ExecutorDriver driver = new ExecutorDriver(
                    new ExecutorConfig(
                            settings,
                            environment.agent(),
                            environment.path(),
                            codec,
                            environment.credentials(),
                            opener,
                            transport == null,
                            clock,
                            random,
                            callTimeout,
                            maxRecordBytes),
                    listener);
            driver.start();
            return new ExecutorClient(environment, driver);
        }

        private static Duration positive(Duration value, String name) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be positive: " + value);
            }
            return value;
        }

        private static int atLeastOne(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1: " + value);
            }
            return value;
        }
    }
}
