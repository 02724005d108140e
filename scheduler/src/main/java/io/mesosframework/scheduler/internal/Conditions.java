package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.scheduler.FrameworkCondition;
import io.mesosframework.scheduler.FrameworkCondition.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps how a framework fares, through all its starts from storage. From any thread. */
final class Conditions {

    /** A storage that has not answered for so long does not take what is to be kept. */
    private static final Duration SLOW_COMMIT = Duration.ofSeconds(5);

    private final InstantSource clock;
    private volatile Part subscription;
    private volatile Part storage;
    private volatile @Nullable Instant committingSince;

    Conditions(InstantSource clock) {
        this.clock = clock;
        Instant now = clock.instant();
        subscription = new Part(false, now, "there was no subscription yet");
        storage = new Part(true, now, "");
    }

    void subscribed(MasterInfo master) {
        String host = master.hasHostname()
                ? master.getHostname()
                : master.getAddress().getHostname();
        int port = master.getAddress().hasPort() ? master.getAddress().getPort() : master.getPort();
        subscription = new Part(true, clock.instant(), host + ":" + port);
    }

    /** An attempt that fails does not make it any later that there was a subscription last. */
    void disconnected(String why) {
        Part before = subscription;
        subscription = new Part(false, before.isWell() ? clock.instant() : before.since(), why);
    }

    void committing() {
        committingSince = clock.instant();
    }

    void committed() {
        committingSince = null;
        if (!storage.isWell()) {
            storage = new Part(true, clock.instant(), "");
        }
    }

    void storageFailed(String why) {
        committingSince = null;
        Part before = storage;
        storage = new Part(false, before.isWell() ? clock.instant() : before.since(), why);
    }

    FrameworkCondition snapshot(boolean reconciled, Optional<String> ended) {
        return new FrameworkCondition(subscription, storage(), reconciled, ended);
    }

    private Part storage() {
        Instant since = committingSince;
        return since != null && Duration.between(since, clock.instant()).compareTo(SLOW_COMMIT) > 0
                ? new Part(false, since, "a commit is not answered")
                : storage;
    }
}
