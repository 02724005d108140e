package io.mesosframework.client.scheduler;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.client.scheduler.internal.Profile;
import io.mesosframework.client.scheduler.internal.SubscriptionConfig;
import io.mesosframework.client.scheduler.internal.SubscriptionDriver;
import io.mesosframework.client.scheduler.internal.SubscriptionSettings;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import io.mesosframework.utils.Backoff;
import io.mesosframework.utils.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link SchedulerClient}. Each has a default that works in production. Not safe for use by several threads. */
public final class SchedulerClientBuilder {

    private final FrameworkInfo frameworkInfo;
    private final MasterDetector masters;

    private @Nullable Transport transport;
    private @Nullable Credentials credentials;
    private Codec codec = Codec.PROTOBUF;
    private Set<String> suppressedRoles = Set.of();
    private @Nullable OfferConstraints offerConstraints;
    private Supplier<? extends CompletionStage<Void>> gate = () -> CompletableFuture.completedFuture(null);
    private int maxRecordBytes = RecordDecoder.DEFAULT_MAX_RECORD_BYTES;
    private int maxWaitingCalls = 10_000;
    private Duration callTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration gateTimeout = Duration.ofSeconds(30);
    private Duration answerTimeout = Duration.ofSeconds(15);
    private Duration heartbeatInterval = Duration.ofSeconds(15);
    private int missedHeartbeats = 5;
    private int redirectLimit = 5;
    private Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private @Nullable ScheduledExecutorService timer;
    private @Nullable InstantSource clock;
    private @Nullable RandomGenerator random;

    SchedulerClientBuilder(FrameworkInfo frameworkInfo, MasterDetector masters) {
        this.frameworkInfo = frameworkInfo;
        this.masters = masters;
    }

    /** What connects; it stays the caller's to close. Default: one of the client's own, without an own CA. */
    public SchedulerClientBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /**
     * Sent with every request to the masters: those named here, and those they redirect to, but never from https to http.
     * Default: none.
     */
    public SchedulerClientBuilder credentials(Credentials credentials) {
        this.credentials = credentials;
        return this;
    }

    /** How messages are written. Default: protobuf. */
    public SchedulerClientBuilder codec(Codec codec) {
        this.codec = codec;
        return this;
    }

    /** Roles that want no offers from the first subscription on. Default: none. */
    public SchedulerClientBuilder suppressedRoles(Collection<String> roles) {
        this.suppressedRoles = new LinkedHashSet<>(roles);
        return this;
    }

    /** Which offers are wanted from the first subscription on. Default: any. */
    public SchedulerClientBuilder offerConstraints(OfferConstraints constraints) {
        this.offerConstraints = constraints;
        return this;
    }

    /**
     * Asked before every SUBSCRIBE, the repeated ones too, which is sent only once the stage completes normally. If it
     * completes exceptionally, the client fails for good with that cause. An instance that has lost its leadership must say
     * no here, since at the master the last SUBSCRIBE always wins (PROTOCOL A64). It is called on a client's thread, must
     * not block, and has 30 s (see {@link #gateTimeout}). Default: always yes.
     */
    public SchedulerClientBuilder beforeSubscribe(Supplier<? extends CompletionStage<Void>> gate) {
        this.gate = gate;
        return this;
    }

    /** The longest event that is accepted, in bytes. Default: 64 MiB. */
    public SchedulerClientBuilder maxRecordBytes(int bytes) {
        this.maxRecordBytes = atLeastOne("maxRecordBytes", bytes);
        return this;
    }

    /** How many calls may wait for the calls' connection to be opened. Default: 10,000. */
    public SchedulerClientBuilder maxWaitingCalls(int calls) {
        this.maxWaitingCalls = atLeastOne("maxWaitingCalls", calls);
        return this;
    }

    /** How long a call's answer may take. Default: 10 s. */
    public SchedulerClientBuilder callTimeout(Duration timeout) {
        this.callTimeout = positive("callTimeout", timeout);
        return this;
    }

    /** How long a connection for the stream may take; the transport's own limit holds too. Default: 10 s. */
    public SchedulerClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = positive("connectTimeout", timeout);
        return this;
    }

    /** How long {@link #beforeSubscribe} may take before the attempt is given up and made anew. Default: 30 s. */
    public SchedulerClientBuilder gateTimeout(Duration timeout) {
        this.gateTimeout = positive("gateTimeout", timeout);
        return this;
    }

    /** How long a master may take to begin its answer to SUBSCRIBE. Default: 15 s. */
    public SchedulerClientBuilder answerTimeout(Duration timeout) {
        this.answerTimeout = positive("answerTimeout", timeout);
        return this;
    }

    /** Taken as the interval of heartbeats until the master tells it. Default: 15 s. */
    public SchedulerClientBuilder heartbeatInterval(Duration interval) {
        this.heartbeatInterval = positive("heartbeatInterval", interval);
        return this;
    }

    /** After so many intervals without a sign of life the client subscribes anew (PROTOCOL A63). Default: 5. */
    public SchedulerClientBuilder missedHeartbeats(int count) {
        this.missedHeartbeats = atLeastOne("missedHeartbeats", count);
        return this;
    }

    /** How many redirects are followed at once, before waiting for the masters to agree. Default: 5. */
    public SchedulerClientBuilder redirectLimit(int count) {
        this.redirectLimit = atLeastOne("redirectLimit", count);
        return this;
    }

    /** The waits between attempts, with full jitter. Default: base 0.5 s, at most 15 s. */
    public SchedulerClientBuilder backoff(Backoff backoff) {
        this.backoff = backoff;
        return this;
    }

    /**
     * What runs timers and hands over what users' threads want: one thread, never blocked; it stays the caller's to shut
     * down. {@link SchedulerClient#close} waits for it: from a task of your own on it call {@link SchedulerClient#closeAsync}.
     * Default: one of the client's own.
     */
    public SchedulerClientBuilder timer(ScheduledExecutorService timer) {
        this.timer = timer;
        return this;
    }

    /** What tells the time, for the watchdog; must not jump. Default: the machine's monotonic clock. */
    public SchedulerClientBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Both {@link #timer} and {@link #clock}: the time to live in. Default: the machine's. */
    public SchedulerClientBuilder time(TimeSource source) {
        return timer(source.executor()).clock(source.clock());
    }

    /** The jitter of the back-off. Default: seeded at random. */
    public SchedulerClientBuilder random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /** A client that does nothing until {@link SchedulerClient#start}; close it even if it is never started. */
    public SchedulerClient build() {
        SubscriptionSettings settings = new SubscriptionSettings(
                masters,
                codec.mediaType(),
                credentials != null,
                connectTimeout,
                gateTimeout,
                answerTimeout,
                heartbeatInterval,
                missedHeartbeats,
                callTimeout.multipliedBy(2),
                redirectLimit,
                backoff);
        Transport usedTransport = transport == null ? HttpTransport.builder().build() : transport;
        ScheduledExecutorService usedTimer = timer == null ? newTimer() : timer;
        boolean ownTransport = transport == null;
        boolean ownTimer = timer == null;
        SubscriptionConfig config = new SubscriptionConfig(
                settings,
                usedTransport,
                codec,
                credentials,
                maxRecordBytes,
                callTimeout,
                maxWaitingCalls,
                gate,
                clock == null ? monotonic() : clock,
                random == null ? new SplittableRandom() : random,
                usedTimer,
                () -> release(ownTransport ? usedTransport : null, ownTimer ? usedTimer : null));
        Profile profile = new Profile(frameworkInfo, suppressedRoles, offerConstraints);
        return new SchedulerClient(new SubscriptionDriver(config, profile));
    }

    private static void release(@Nullable Transport ownTransport, @Nullable ScheduledExecutorService ownTimer) {
        if (ownTransport != null) {
            ownTransport.close();
        }
        if (ownTimer != null) {
            ownTimer.shutdown();
        }
    }

    private static ScheduledExecutorService newTimer() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "mesos-scheduler-client");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Wall-clock jumps must not look like silence. */
    private static InstantSource monotonic() {
        Instant start = Instant.now();
        long nanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - nanos);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value + ".");
        }
        return value;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but is " + value + ".");
        }
        return value;
    }
}
