package io.mesosframework.scheduler;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Request;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Call;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The master's calls, made by hand beside what the framework does by itself. From any thread: each goes through the framework's
 * loop, in the order asked for, and offers through its books, so that none is answered twice.
 *
 * <p>A call is done when the master has taken it, which is not yet what it asks for: that comes as events. It fails with an
 * {@link OffersNotOpenException} where an offer is not open any more, and else as those of {@link
 * io.mesosframework.client.scheduler.SchedulerClient} do. Waiting for it on the loop throws at once.
 *
 * <p>Three calls are not here. SUBSCRIBE the framework makes by itself, and ACKNOWLEDGE too, once a status is durable; TEARDOWN is
 * {@link Framework#teardown}.
 */
public interface Scheduler {

    /**
     * Uses offers of one agent. Tasks launched so are the caller's own to follow: no slot holds them. Their ids must not have the
     * form of the framework's own ({@code application.slot.unique}), or they are taken for superseded ones and killed.
     */
    CompletableFuture<Void> accept(Collection<OfferID> offers, Collection<Offer.Operation> operations, Filters filters);

    /** Gives offers back. */
    CompletableFuture<Void> decline(Collection<OfferID> offers, Filters filters);

    /** Keeps open offers from the resource manager until then. Done at once, as the master is not told. */
    CompletableFuture<Void> hold(Collection<OfferID> offers, Instant until);

    /** Agrees to give up what inverse offers ask for. */
    CompletableFuture<Void> acceptInverseOffers(Collection<OfferID> inverseOffers, Filters filters);

    /** Does not agree to give up what inverse offers ask for. */
    CompletableFuture<Void> declineInverseOffers(Collection<OfferID> inverseOffers, Filters filters);

    /**
     * Asks for offers again and forgets filters; for all roles, where none is named. Their offers then keep coming until {@link
     * #suppress}, also while no slot waits for one; without a {@link #hold} or a handler that holds or uses them, the resource
     * manager declines them.
     */
    CompletableFuture<Void> revive(Set<String> roles);

    /**
     * Wants no offers, for all roles where none is named, until one of a role's slots waits for an offer.
     */
    CompletableFuture<Void> suppress(Set<String> roles);

    /** Asks for a task's end. A slot whose task it is takes that for a failure; {@link Framework#delete} and the like do not. */
    CompletableFuture<Void> kill(TaskID task, @Nullable AgentID agent, @Nullable KillPolicy policy);

    /** Shuts an executor down, and its tasks with it. */
    CompletableFuture<Void> shutdown(AgentID agent, ExecutorID executor);

    /** Asks for the states of tasks; of all, where there are none. They come as events. */
    CompletableFuture<Void> reconcile(Collection<Call.Reconcile.Task> tasks);

    /** Asks for the states of operations; of all, where there are none. They come as events. */
    CompletableFuture<Void> reconcileOperations(Collection<Call.ReconcileOperations.Operation> operations);

    /** Takes note of an operation's status that has a uuid. */
    CompletableFuture<Void> acknowledgeOperation(OperationStatus status);

    /** Sends bytes to an executor, at most once. */
    CompletableFuture<Void> message(AgentID agent, ExecutorID executor, ByteString data);

    /**
     * Changes the FrameworkInfo: its name, labels, capabilities, failover time-out and the like, until this framework is built anew. Fails with
     * an {@link IllegalArgumentException} where user, principal, checkpoint or roles are changed; the id is set by itself.
     */
    CompletableFuture<Void> updateFramework(UnaryOperator<FrameworkInfo> change);

    /** Asks for resources, which Mesos' own allocator pays no heed to. */
    CompletableFuture<Void> request(List<Request> requests);
}
