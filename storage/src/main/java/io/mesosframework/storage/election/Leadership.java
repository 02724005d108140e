package io.mesosframework.storage.election;

import io.mesosframework.storage.Precondition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an elected instance holds for as long as it leads. Once lost it never comes back: take part again for another.
 *
 * <p>A process may be paused at any instruction and wake up when another leads already. So nobody trusts what was true a moment
 * ago: what is written carries the {@link #fence}, which the storage checks; what cannot carry it is done only while
 * {@link #isValid}, and such that doing it late does no harm.
 */
public interface Leadership {

    /** The number of the election that was won; higher than that of every leader before. */
    long term();

    /**
     * What holds in the storage for as long as this instance leads: a commit that requires it fails afterwards. Empty for an election
     * that is not held in the storage of what it guards.
     */
    List<Precondition> fence();

    /** Whether it is not lost, by this process's clock now. False before anybody else can be elected. May be asked by any thread. */
    boolean isValid();

    /**
     * Completes normally once it is lost, for whatever reason, {@link #resign} too. Completes on a thread of the election: never block
     * in what follows.
     */
    CompletableFuture<Void> lost();

    /**
     * Gives it up, so that another instance leads within moments. Stop acting as a leader first. Completes when it is given up, or
     * exceptionally where the storage fails: others then lead when the lease ends. Nothing where it is lost already.
     */
    CompletableFuture<Void> resign();
}
