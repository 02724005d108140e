package io.mesosframework.testing.mesos.internal;

import io.mesosframework.embedded.EmbeddedMesos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks at a master until it has what is waited for. */
public abstract class Watch {

    private static final int SHOWN = 4000;

    private Watch() {}

    public static Watch of(EmbeddedMesos mesos) {
        return mesos.hasVirtualTime() ? new Moving(mesos) : new Listening(mesos);
    }

    /** For one that tells nothing by itself. */
    public static Watch polling(String master) {
        return new Polling(master);
    }

    public abstract Duration defaultLimit();

    public abstract void until(String what, Predicate<MasterView> condition, Duration limit);

    private static AssertionError failure(String what, Duration limit, String state) {
        return new AssertionError("Not within " + limit + ": " + what + ". The master knows: "
                + (state.length() > SHOWN ? state.substring(0, SHOWN) + "…" : state));
    }

    /** Waits for the machine's time to pass, and looks whenever {@link #waitForChange} returns. */
    private abstract static class Waiting extends Watch {

        abstract String state();

        abstract void waitForChange(long nanos) throws InterruptedException;

        @Override
        public Duration defaultLimit() {
            return Duration.ofSeconds(10);
        }

        @Override
        public void until(String what, Predicate<MasterView> condition, Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            while (!condition.test(MasterView.parse(state()))) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw failure(what, limit, state());
                }
                try {
                    waitForChange(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("Interrupted while waiting: " + what, e);
                }
            }
        }
    }

    /** On the embedded Mesos: looks when something has happened. */
    private static final class Listening extends Waiting {

        private final EmbeddedMesos mesos;
        private final Semaphore changes = new Semaphore(0);

        Listening(EmbeddedMesos mesos) {
            this.mesos = mesos;
        }

        @Override
        public void until(String what, Predicate<MasterView> condition, Duration limit) {
            EmbeddedMesos.Registration registration = mesos.onChange(changes::release);
            try {
                super.until(what, condition, limit);
            } finally {
                registration.close();
            }
        }

        @Override
        String state() {
            changes.drainPermits();
            return mesos.state();
        }

        @Override
        void waitForChange(long nanos) throws InterruptedException {
            boolean unused = changes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** On the embedded Mesos with virtual time: moves it on. */
    private static final class Moving extends Watch {

        private final EmbeddedMesos mesos;

        Moving(EmbeddedMesos mesos) {
            this.mesos = mesos;
        }

        @Override
        public Duration defaultLimit() {
            return Duration.ofHours(1);
        }

        @Override
        public void until(String what, Predicate<MasterView> condition, Duration limit) {
            Semaphore changes = new Semaphore(1);
            EmbeddedMesos.Registration registration = mesos.onChange(changes::release);
            try {
                mesos.time()
                        .advanceUntil(
                                () -> changes.drainPermits() > 0 && condition.test(MasterView.parse(mesos.state())),
                                limit);
            } catch (AssertionError e) {
                AssertionError failure = failure(what, limit, mesos.state());
                failure.initCause(e);
                throw failure;
            } finally {
                registration.close();
            }
        }
    }

    /** On a real Mesos. */
    private static final class Polling extends Waiting {

        private static final long PAUSE_NANOS = 50_000_000;

        private final HttpClient http = HttpClient.newHttpClient();
        private final URI uri;
        private final Semaphore never = new Semaphore(0);

        Polling(String master) {
            this.uri = URI.create("http://" + master + "/state");
        }

        @Override
        String state() {
            try {
                return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while asking for " + uri, e);
            }
        }

        @Override
        void waitForChange(long nanos) throws InterruptedException {
            boolean unused = never.tryAcquire(Math.min(nanos, PAUSE_NANOS), TimeUnit.NANOSECONDS);
        }
    }
}
