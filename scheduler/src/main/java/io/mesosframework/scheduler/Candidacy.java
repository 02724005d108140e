package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.election.Leader;
import io.mesosframework.storage.election.LeaderElection;
import io.mesosframework.storage.election.Leadership;
import io.mesosframework.utils.Backoff;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several instances of a framework, of which one runs at a time: it waits to be elected, then starts the framework, and where it
 * is deposed, or its storage fails it, waits to be elected again.
 *
 * <pre>{@code
 * LeaderElection election = LeaderElection.in(storage, "my-framework", new Candidate("host-1", "http://host-1:8080"));
 * Candidacy candidacy = Candidacy.start(election, leadership -> Framework.named("my-framework")
 *         .masters("zk1:5050").storage(storage).leadership(leadership).start());
 * }</pre>
 *
 * <p>All methods may be called from any thread, and none blocks but {@link #close}.
 */
public final class Candidacy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);
    private static final Backoff START_AGAIN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration RESIGN_PATIENCE = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final LeaderElection election;
    private final Function<Leadership, Framework> start;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final SecureRandom random = new SecureRandom();
    private final Thread thread;
    private volatile @Nullable Framework leading;

    private Candidacy(LeaderElection election, Function<Leadership, Framework> start) {
        this.election = election;
        this.start = start;
        this.thread = new Thread(this::run, "candidacy");
        thread.setDaemon(true);
    }

    /**
     * Takes part at once.
     *
     * @param election is the caller's to close, after this
     * @param start starts the framework with the leadership that it is given, as {@link FrameworkBuilder#leadership} takes it; called on a
     *     thread of this, each time the instance is elected
     */
    public static Candidacy start(LeaderElection election, Function<Leadership, Framework> start) {
        Candidacy candidacy = new Candidacy(election, start);
        candidacy.thread.start();
        return candidacy;
    }

    /** The framework while this instance leads; empty while it stands by. */
    public Optional<Framework> leading() {
        return Optional.ofNullable(leading);
    }

    /** Who leads, as last heard. */
    public Optional<Leader> leader() {
        return election.leader();
    }

    /**
     * Completes when this instance takes part no more: normally after {@link #close} or when the framework was closed or torn down, else
     * with what another election would not mend: a master that refuses the framework, a damaged storage, an instance outside of the
     * election that has taken the framework over.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Stops the framework where it runs here, leaves its tasks running, and lets another instance lead. Waits up to 10 s for that. */
    @Override
    public void close() {
        closing.complete(null);
        try {
            ended.handle((nothing, cause) -> true).get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            thread.interrupt();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            int failures = 0;
            while (true) {
                Leadership leadership = untilClosing(election.campaign());
                if (leadership == null) {
                    break;
                }
                long since = System.nanoTime();
                MesosException failure;
                boolean byElection;
                try {
                    failure = lead(leadership);
                    byElection = failure instanceof DeposedException && isLostSoon(leadership);
                } finally {
                    resign(leadership);
                }
                if (failure == null) {
                    break;
                } else if (!mayPass(failure, byElection)) {
                    throw failure;
                }
                LOG.warn("This instance leads no more, and takes part again: {}", failure.getMessage());
                failures = System.nanoTime() - since > STEADY.toNanos() ? 0 : failures + 1;
                untilClosing(delay(START_AGAIN.full(Math.min(failures, 10), random)));
            }
            ended.complete(null);
        } catch (InterruptedException e) {
            ended.complete(null); // closed, and too slow at it
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    /** Runs the framework until it ends or this is closed; tells what ended it, null where that was wanted. */
    private @Nullable MesosException lead(Leadership leadership) throws InterruptedException {
        try (Framework framework = start.apply(leadership)) {
            LOG.info("This instance leads, in term {}", leadership.term());
            leading = framework;
            untilClosing(framework.terminated());
            return null;
        } catch (MesosException e) {
            return e;
        } finally {
            leading = null;
        }
    }

    /** Else an instance that takes no part in the election has taken the framework, and would be fought with for ever. */
    private static boolean isLostSoon(Leadership leadership) throws InterruptedException {
        try {
            leadership.lost().get(RESIGN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static void resign(Leadership leadership) throws InterruptedException {
        try {
            leadership.resign().get(RESIGN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "The leadership could not be given up; another instance leads once its lease has ended: {}",
                    e.toString());
        }
    }

    /** Whether being elected once more may go better. */
    private static boolean mayPass(MesosException failure, boolean deposedByElection) {
        return failure instanceof StorageException storage
                ? storage.isPassing()
                : failure instanceof DeposedException && deposedByElection;
    }

    /** What the future yields; null where this is closed first. */
    private <T> @Nullable T untilClosing(CompletableFuture<T> future) throws InterruptedException {
        try {
            CompletableFuture.anyOf(future, closing).get();
            return closing.isDone() ? null : future.join();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MesosException mesos
                    ? mesos
                    : new MesosException("The election failed", e.getCause());
        }
    }

    private static CompletableFuture<Void> delay(Duration duration) {
        return new CompletableFuture<Void>().completeOnTimeout(null, duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
