package io.mesosframework.embedded;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * How masters agree on who leads, and how others find the one that does: where it is given to
 * {@link EmbeddedMesosBuilder#election}, the masters leave both to it. Mesos' own masters do so by ZooKeeper; the artifact
 * {@code mesos-embedded-zookeeper} has that.
 *
 * <p>Both methods return at once, also where whatever the election is held by cannot be reached yet. They are called on the
 * cluster's own thread.
 */
public interface MasterElection {

    /**
     * A master that would lead.
     *
     * @param address where it is reached, {@code host:port}
     * @param masterInfo how it announces itself: JSON, just as Mesos' masters write it into ZooKeeper (PROTOCOL H8, H12). Its
     *     {@code id} is another one each time a master's process begins
     */
    record Candidate(String address, String masterInfo) {}

    /** What goes on until it is ended. */
    interface Participation {

        /**
         * Ends it, without waiting; complete once nothing is left of it. Idempotent. Nothing is told any more, but for what is
         * being told just then.
         */
        CompletableFuture<?> end();
    }

    /**
     * Announces a master, until that is ended.
     *
     * @param lost is run at most once, on any thread, should the candidacy be lost before it is ended; the master ends then
     */
    Participation contend(Candidate candidate, Runnable lost);

    /**
     * Watches who leads, until that is ended.
     *
     * @param leader is told at the beginning and after each change, in order, on any thread; empty if none leads. A leader that
     *     has been announced by {@link #contend} is told with the same text; others may be told, too
     */
    Participation detect(Consumer<Optional<Candidate>> leader);
}
