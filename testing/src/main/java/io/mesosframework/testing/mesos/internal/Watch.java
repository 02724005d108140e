package io.mesosframework.testing.mesos.internal;

import io.mesosframework.embedded.EmbeddedMesos;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Looks at the leading master until it has what is waited for; while none leads, it goes on looking. */
public abstract class Watch {

    private Watch() {}

    public static Watch of(EmbeddedMesos mesos) {
        return mesos.hasVirtualTime() ? new Moving(mesos) : new Listening(mesos);
    }

    /** For masters, of which one leads, that tell nothing by themselves. */
    public static Watch polling(List<String> masters) {
        return new Polling(masters);
    }

    /**
     * What is waited for.
     *
     * @param text what is to be
     * @param condition whether it is so
     * @param present what is instead
     */
    public record Goal(String text, Predicate<MasterView> condition, Function<MasterView, String> present) {}

    public abstract Duration defaultLimit();

    /** @throws AssertionError if it does not come within the limit, or the thread is interrupted */
    public abstract void until(Goal goal, Duration limit);

    private static AssertionError failure(Goal goal, String limit, Look last) {
        return new AssertionError("Not within " + limit + ": " + goal.text + "\n" + last.told(goal.present));
    }

    private static AssertionError interrupted(Goal goal, Exception cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("Interrupted while waiting: " + goal.text, cause);
    }

    private static Look lookAt(EmbeddedMesos mesos) {
        return mesos.stateOfLeader()
                .map(Look::at)
                .orElseGet(() -> Look.atNothing("an election or a recovery is under way, or all masters are down"));
    }

    /** Waits for the machine's time to pass, and looks whenever {@link #waitForChange} returns. */
    private abstract static class Waiting extends Watch {

        abstract Look look() throws InterruptedException;

        abstract void waitForChange(long nanos) throws InterruptedException;

        @Override
        public Duration defaultLimit() {
            return Duration.ofSeconds(10);
        }

        @Override
        public void until(Goal goal, Duration limit) {
            long begin = System.nanoTime();
            long nanos = TimeUnit.NANOSECONDS.convert(limit);
            try {
                for (Look last = look(); !last.shows(goal.condition); last = look()) {
                    long left = nanos - (System.nanoTime() - begin);
                    if (left <= 0) {
                        throw failure(goal, Spans.text(limit), last);
                    }
                    waitForChange(left);
                }
            } catch (InterruptedException | CancellationException e) {
                throw interrupted(goal, e);
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
        public void until(Goal goal, Duration limit) {
            EmbeddedMesos.Registration registration = mesos.onChange(changes::release);
            try {
                super.until(goal, limit);
            } finally {
                registration.close();
            }
        }

        @Override
        Look look() {
            changes.drainPermits();
            return lookAt(mesos);
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
        public void until(Goal goal, Duration limit) {
            Semaphore changes = new Semaphore(1);
            EmbeddedMesos.Registration registration = mesos.onChange(changes::release);
            try {
                mesos.time()
                        .advanceUntil(
                                () -> changes.drainPermits() > 0
                                        && lookAt(mesos).shows(goal.condition),
                                limit);
            } catch (CancellationException e) {
                throw interrupted(goal, e);
            } catch (AssertionError e) {
                AssertionError failure = failure(goal, Spans.text(limit) + " of the cluster's time", lookAt(mesos));
                failure.initCause(e);
                throw failure;
            } finally {
                registration.close();
            }
        }
    }

    /** On a real Mesos: asks each master, since the one that led may be gone, and follows those that point to the leader. */
    private static final class Polling extends Waiting {

        private static final long PAUSE_NANOS = 50_000_000;
        private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
        private static final int OK = 200;

        private final HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(ANSWER_LIMIT)
                .build();
        private final List<String> masters;
        private final Semaphore never = new Semaphore(0);

        Polling(List<String> masters) {
            this.masters = List.copyOf(masters);
        }

        @Override
        Look look() throws InterruptedException {
            List<String> absences = new ArrayList<>();
            for (String master : masters) {
                try {
                    HttpResponse<String> answer = http.send(
                            HttpRequest.newBuilder(URI.create("http://" + master + "/state"))
                                    .timeout(ANSWER_LIMIT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() == OK) {
                        return Look.at(answer.body());
                    }
                    absences.add(master + " answers " + answer.statusCode());
                } catch (IOException e) {
                    absences.add(master + " does not answer (" + e.getClass().getSimpleName() + ")");
                }
            }
            return Look.atNothing(String.join(", ", absences));
        }

        @Override
        void waitForChange(long nanos) throws InterruptedException {
            boolean unused = never.tryAcquire(Math.min(nanos, PAUSE_NANOS), TimeUnit.NANOSECONDS);
        }
    }
}
