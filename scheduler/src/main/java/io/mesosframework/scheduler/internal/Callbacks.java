package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.InverseOfferPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls what is the user's on the loop, and reports by name what throws or is slow.
 *
 * @param inverseOffers answers inverse offers that no handler has answered
 * @param slowAfter what takes longer is slow
 * @param nanos a clock to measure with
 * @param problems told of each
 * @param watchdog is shown each call
 */
record Callbacks(
        InverseOfferPolicy inverseOffers,
        Duration slowAfter,
        LongSupplier nanos,
        Consumer<HandlerProblem> problems,
        Watchdog watchdog) {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    /** Without anybody who watches. */
    Callbacks(
            InverseOfferPolicy inverseOffers,
            Duration slowAfter,
            LongSupplier nanos,
            Consumer<HandlerProblem> problems) {
        this(inverseOffers, slowAfter, nanos, problems, new Watchdog(slowAfter, nanos, problem -> {}));
    }

    /** Without anybody to tell, and time that stands still. */
    static Callbacks standard() {
        return new Callbacks(InverseOfferPolicy.accept(), Duration.ofMillis(500), () -> 0, problem -> {});
    }

    /** What {@code work} answers; what {@code otherwise} does where it throws or answers null. */
    <T> T call(String name, String what, Supplier<T> work, Supplier<T> otherwise) {
        long from = nanos.getAsLong();
        Watchdog.Call outer = watchdog.enter(name, what, from);
        try {
            T answer = Objects.requireNonNull(work.get(), "it answered null");
            slow(name, what, from);
            return answer;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // A checked one too: other languages throw it undeclared, and it would end the turn halfway.
            report(new HandlerProblem(name, what, since(from), e));
            return otherwise.get();
        } finally {
            watchdog.leave(outer);
        }
    }

    /** As {@link #call}, of what is ours: under load it may take long, which is nobody's fault to be told of. */
    <T> T guard(String name, String what, Supplier<T> work, Supplier<T> otherwise) {
        long from = nanos.getAsLong();
        try {
            return work.get();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            report(new HandlerProblem(name, what, since(from), e));
            return otherwise.get();
        }
    }

    void run(String name, String what, Runnable work) {
        Boolean unused = call(
                name,
                what,
                () -> {
                    work.run();
                    return true;
                },
                () -> false);
    }

    /** The same policy, but that where it fails the usual is done. */
    RetryPolicy guarding(RetryPolicy policy) {
        return (slot, application, usual) -> call(
                policy.getClass().getName(),
                "the retry of " + slot.key(),
                () -> inRange(policy.retry(slot, application, usual)),
                () -> usual);
    }

    private static Optional<Duration> inRange(Optional<Duration> wait) {
        if (wait.filter(asked -> asked.isNegative() || asked.compareTo(LONGEST_WAIT) > 0)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "A wait lies between none and " + LONGEST_WAIT + "; it is " + wait.orElseThrow());
        }
        return wait;
    }

    /** Something of the user's has failed that is called too often to be measured each time. */
    void failed(String name, String what, RuntimeException cause) {
        report(new HandlerProblem(name, what, Duration.ZERO, cause));
    }

    private void slow(String name, String what, long from) {
        Duration took = since(from);
        if (took.compareTo(slowAfter) > 0) {
            report(new HandlerProblem(name, what, took, null));
        }
    }

    private Duration since(long from) {
        return Duration.ofNanos(nanos.getAsLong() - from);
    }

    private void report(HandlerProblem problem) {
        Throwable cause = problem.cause();
        if (cause == null) {
            LOG.warn(
                    "{} held the loop for {} ms on {}",
                    problem.handler(),
                    problem.took().toMillis(),
                    problem.what());
        } else {
            LOG.error("{} failed on {}", problem.handler(), problem.what(), cause);
        }
        try {
            problems.accept(problem);
        } catch (Exception | LinkageError | AssertionError e) {
            LOG.error("The listener of handlers' problems failed", e);
        }
    }
}
