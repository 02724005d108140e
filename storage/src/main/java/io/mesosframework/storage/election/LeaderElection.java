package io.mesosframework.storage.election;

import io.mesosframework.storage.Storage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Chooses one of several instances to lead, and another when that one dies, is cut off or gives up.
 *
 * <p>All methods may be called from any thread, and none blocks but {@link #close}.
 */
public interface LeaderElection extends AutoCloseable {

    /** For how long a leader that is not heard of stays the leader, if nothing else is said: 5 s. */
    Duration LEASE = Duration.ofSeconds(5);

    /**
     * Takes part until elected, for as long as it takes; trouble with the storage is logged and tried again with back-off. Only
     * {@link #close} fails what is returned, with a {@link io.mesosframework.MesosException}. While this instance takes part or leads, it
     * gets what it got before.
     */
    CompletableFuture<Leadership> campaign();

    /** Who leads, as last heard; empty while nobody does, before anything was heard, and while the storage cannot be reached. */
    Optional<Leader> leader();

    /**
     * Tells now and at every change who leads. The observer is called on one thread of the election, and must not block.
     *
     * @return stops it
     */
    AutoCloseable observe(Consumer<Optional<Leader>> observer);

    /** Takes part no more, and gives up what is held: within a second where the storage answers, else when the lease ends. */
    @Override
    void close();

    /** An election in a storage, with a lease of {@link #LEASE}. See {@link StorageElection}. */
    static LeaderElection in(Storage storage, String name, Candidate candidate) {
        return in(storage, name, candidate, LEASE);
    }

    /**
     * An election in a storage.
     *
     * @param name of what is led; those who take part under the same name, in the same storage, elect one of them
     * @param lease for how long a leader that is not heard of stays the leader; from 1 s to 10 min. The storage may round it up
     */
    static LeaderElection in(Storage storage, String name, Candidate candidate, Duration lease) {
        return StorageElection.start(storage, name, candidate, lease);
    }
}
