package io.mesosframework.storage;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A right that is kept alive by the storage that gave it, and ends by itself when the process that holds it does not live
 * any more, is cut off, or is paused for too long. Entries {@linkplain Transaction.Builder#put(String, Bytes, Lease) put under
 * it} are deleted when it ends.
 *
 * <p>The storage renews the lease every third of its time to live, until it is revoked, closed or lost, or the storage closed. A lease
 * that has ended never comes back.
 *
 * <p><b>The holder knows first.</b> A lease is {@linkplain #isValid valid} while less than its time to live has passed, by this
 * machine's monotonic clock, since the last confirmed renewal was <em>sent</em>. The storage counts from when the renewal
 * arrived, so that its entries are there for at least as long: nobody can take the holder's place while {@code isValid} is true. Ask it
 * right before whatever only the holder may do: a process that was paused runs on before any timer of it does.
 *
 * <p>All methods may be called from any thread, and none blocks.
 */
public interface Lease extends AutoCloseable {

    /** How long the lease lasts after its last renewal. */
    Duration timeToLive();

    /** Whether the lease still holds for sure, by the clock at this moment. Once it was false it is never true again. */
    boolean isValid();

    /**
     * Completes with the reason, in words, soon after the lease has ended: revoked, lost, run out, or its storage closed. Never
     * fails. Completes on a thread of the storage; complete it yourself and only your copy is.
     */
    CompletableFuture<String> ended();

    /**
     * Ends the lease and deletes the entries under it, in its place among the commits submitted before and after. The lease is not
     * valid from this call on. Revoking again does nothing more; if the storage fails, the entries go when the time to live is over.
     */
    CompletableFuture<Void> revoke();

    /** {@link #revoke} that nobody waits for. */
    @Override
    void close();
}
