package io.mesosframework.client.scheduler;

import com.google.protobuf.ByteString;
import io.mesosframework.client.scheduler.internal.Profile;
import io.mesosframework.client.scheduler.internal.Session;
import io.mesosframework.client.scheduler.internal.SubscriptionDriver;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Request;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A framework's line to the leading master: keeps one subscription alive, hands its events to a {@link SchedulerListener},
 * and sends calls. It holds no opinion on what the calls should be.
 *
 * <pre>{@code
 * SchedulerClient client = SchedulerClient.builder(frameworkInfo, "10.0.0.1:5050", "10.0.0.2:5050").build();
 * client.start(listener);
 * }</pre>
 *
 * <p><b>Calls.</b> Each gives a future that completes when the master has taken the call: for most, that is 202, which
 * promises nothing more (PROTOCOL A57). All calls of one session leave in the order they were made, on one connection, and
 * are handled in that order (PROTOCOL A12). A future fails with
 * <ul>
 *   <li>{@link io.mesosframework.client.NotSubscribedException} at once, when there is no subscription;
 *   <li>{@link io.mesosframework.client.SubscriptionLostException} when the subscription ended before the call was sent, or
 *       the master said that it leads no more: the call had no effect;
 *   <li>{@link io.mesosframework.client.CallInDoubtException} when the call was sent and no answer came. The client then
 *       subscribes anew, so that the call cannot take effect late;
 *   <li>{@link io.mesosframework.client.MesosCallException} with Mesos' words when Mesos refused it, and its subclass
 *       {@link io.mesosframework.client.AuthenticationException} for the credentials;
 *   <li>an {@link io.mesosframework.http.HttpException} when too many calls wait already, or it waited for too long.
 * </ul>
 * Nothing is ever sent twice by itself. Futures complete on I/O threads, which must not be blocked.
 *
 * <p>Safe for use by any thread.
 */
public final class SchedulerClient implements AutoCloseable {

    private final SubscriptionDriver driver;

    SchedulerClient(SubscriptionDriver driver) {
        this.driver = driver;
    }

    /**
     * @param frameworkInfo the framework; with its {@code id} if it has subscribed before
     * @param masters {@code host:port}, {@code http://host:port} or {@code https://host:port} each; the port is 5050 if
     *     not given
     */
    public static SchedulerClientBuilder builder(FrameworkInfo frameworkInfo, String... masters) {
        return builder(frameworkInfo, MasterDetector.of(masters));
    }

    /** As {@link #builder(FrameworkInfo, String...)}, with one's own way to find the masters. */
    public static SchedulerClientBuilder builder(FrameworkInfo frameworkInfo, MasterDetector masters) {
        return new SchedulerClientBuilder(frameworkInfo, masters);
    }

    /**
     * Begins to subscribe, and goes on until closed or failed for good. Returns at once.
     *
     * @throws IllegalStateException if started before
     */
    public void start(SchedulerListener listener) {
        driver.start(listener);
    }

    /** Whether there is a subscription to make calls on. It may end at any time. */
    public boolean isSubscribed() {
        return driver.session() != null;
    }

    /** The framework's id in the present subscription, if there is one. */
    public Optional<FrameworkID> frameworkId() {
        Session session = driver.session();
        return session == null ? Optional.empty() : Optional.of(session.frameworkId());
    }

    // ---- the event stream ----

    /**
     * Stops the events: none is delivered after the one that may be being delivered now. The master's sending comes to a
     * halt in time. Meanwhile the loss of the connection may go unseen, and silence is not taken for it; calls go on. Keep
     * it short: the master drops frameworks that do not read for long.
     */
    public void pause() {
        driver.pause();
    }

    /** Goes on where {@link #pause} stopped. */
    public void resume() {
        driver.resume();
    }

    /** What later subscriptions say of the roles that want no offers (PROTOCOL B27). Sends nothing. */
    public void suppressedRoles(Collection<String> roles) {
        Set<String> copy = new LinkedHashSet<>(roles);
        driver.changeProfile(old -> new Profile(old.info(), copy, old.offerConstraints()));
    }

    /** What later subscriptions say of the offers that are wanted; null for any. Sends nothing. */
    public void offerConstraints(@Nullable OfferConstraints constraints) {
        driver.changeProfile(old -> new Profile(old.info(), old.suppressedRoles(), constraints));
    }

    // ---- the calls ----

    /**
     * Uses offers of one agent for these operations; without any, declines them. The offers are gone with it, whatever
     * becomes of the operations.
     *
     * @param filters for what is left of the offers; null for Mesos' default, refusing it for 5 s
     */
    public CompletableFuture<Void> accept(
            Collection<OfferID> offers, Collection<Offer.Operation> operations, @Nullable Filters filters) {
        return call(Calls.accept(offers, operations, filters));
    }

    /** Gives offers back. {@code filters}: for how long not to be offered them again; null for Mesos' default of 5 s. */
    public CompletableFuture<Void> decline(Collection<OfferID> offers, @Nullable Filters filters) {
        return call(Calls.decline(offers, filters));
    }

    /** Agrees to give resources back for maintenance; advice only (PROTOCOL G23). */
    public CompletableFuture<Void> acceptInverseOffers(Collection<OfferID> inverseOffers, @Nullable Filters filters) {
        return call(Calls.acceptInverseOffers(inverseOffers, filters));
    }

    /** Does not agree to give resources back for maintenance; advice only (PROTOCOL G23). */
    public CompletableFuture<Void> declineInverseOffers(Collection<OfferID> inverseOffers, @Nullable Filters filters) {
        return call(Calls.declineInverseOffers(inverseOffers, filters));
    }

    /** Wants offers again for these roles, for all if none is named, and takes back earlier refusals. */
    public CompletableFuture<Void> revive(Collection<String> roles) {
        return call(Calls.revive(roles));
    }

    /** Wants no more offers for these roles, for all if none is named; later subscriptions say so too. */
    public CompletableFuture<Void> suppress(Collection<String> roles) {
        return call(Calls.suppress(roles));
    }

    /**
     * Kills a task; its end comes as an update.
     *
     * @param agent where it runs: a wrong one makes Mesos ignore the call silently (PROTOCOL B159)
     * @param policy null for the task's own
     */
    public CompletableFuture<Void> kill(TaskID task, @Nullable AgentID agent, @Nullable KillPolicy policy) {
        return call(Calls.kill(task, agent, policy));
    }

    /** Shuts a custom executor down with all its tasks. */
    public CompletableFuture<Void> shutdown(ExecutorID executor, AgentID agent) {
        return call(Calls.shutdown(executor, agent));
    }

    /**
     * Acknowledges an update, so that the next one of the task can come (PROTOCOL B139).
     *
     * @throws IllegalArgumentException if it has no uuid: then there is nothing to acknowledge (PROTOCOL B135)
     */
    public CompletableFuture<Void> acknowledge(TaskStatus status) {
        return call(Calls.acknowledge(status));
    }

    /**
     * As {@link #acknowledge(TaskStatus)}.
     *
     * @param uuid the 16 bytes of the update's
     * @throws IllegalArgumentException if they are not 16
     */
    public CompletableFuture<Void> acknowledge(AgentID agent, TaskID task, ByteString uuid) {
        return call(Calls.acknowledge(agent, task, uuid));
    }

    /**
     * Acknowledges the update of an operation (PROTOCOL B145).
     *
     * @throws IllegalArgumentException if it has no uuid of 16 bytes, or no agent id (PROTOCOL B6)
     */
    public CompletableFuture<Void> acknowledgeOperationStatus(OperationStatus status) {
        return call(Calls.acknowledgeOperationStatus(status));
    }

    /**
     * Asks for the state of these tasks, or of all that the master knows if none is named (PROTOCOL B146-B153). The answers
     * come as updates, and not for every task. Name the agent of each.
     */
    public CompletableFuture<Void> reconcile(Collection<Call.Reconcile.Task> tasks) {
        return call(Calls.reconcile(tasks));
    }

    /** As {@link #reconcile}, for operations (PROTOCOL B155, B156). */
    public CompletableFuture<Void> reconcileOperations(Collection<Call.ReconcileOperations.Operation> operations) {
        return call(Calls.reconcileOperations(operations));
    }

    /** Sends bytes to an executor, which may not get them (PROTOCOL B166). */
    public CompletableFuture<Void> message(AgentID agent, ExecutorID executor, ByteString data) {
        return call(Calls.message(agent, executor, data));
    }

    /** Asks for resources; Mesos' own allocator ignores it. */
    public CompletableFuture<Void> request(Collection<Request> requests) {
        return call(Calls.request(requests));
    }

    /**
     * Changes what the master knows of the framework; taken by the master, it is what later subscriptions say too. The
     * future completes when it is done, or fails with Mesos' words (PROTOCOL A58). {@code user}, {@code checkpoint} and
     * {@code principal} cannot be changed.
     *
     * @param info the whole of it; its id is filled in
     * @param suppressedRoles the roles that want no offers from now on
     * @param constraints the offers that are wanted from now on; null for any
     */
    public CompletableFuture<Void> updateFramework(
            FrameworkInfo info, Collection<String> suppressedRoles, @Nullable OfferConstraints constraints) {
        return call(Calls.updateFramework(info, suppressedRoles, constraints));
    }

    /**
     * Sends any call but SUBSCRIBE, which the client sends by itself. The framework id is filled in.
     *
     * @throws IllegalArgumentException for SUBSCRIBE, a call without a type, or one of another framework
     */
    public CompletableFuture<Void> call(Call call) {
        Call.Type type = call.getType();
        if (type == Call.Type.SUBSCRIBE || type == Call.Type.UNKNOWN) {
            throw new IllegalArgumentException(
                    type == Call.Type.SUBSCRIBE
                            ? "SUBSCRIBE is sent by the client itself, as often as need be."
                            : "The call has no type.");
        }
        if (type == Call.Type.TEARDOWN) {
            return teardown();
        }
        Session session = driver.session();
        Call sent = call;
        if (session != null) {
            FrameworkID id = session.frameworkId();
            if (call.hasFrameworkId() && !call.getFrameworkId().equals(id)) {
                throw new IllegalArgumentException("The call is of framework "
                        + call.getFrameworkId().getValue() + ", but the client of " + id.getValue() + ".");
            }
            if (type == Call.Type.UPDATE_FRAMEWORK) {
                Call.Builder changed = call.toBuilder();
                changed.getUpdateFrameworkBuilder().getFrameworkInfoBuilder().setId(id);
                sent = changed.build();
            }
        }
        return driver.call(sent, change(sent));
    }

    private static @Nullable UnaryOperator<Profile> change(Call call) {
        return switch (call.getType()) {
            case SUPPRESS -> old -> old.suppressed(call.getSuppress().getRolesList());
            case REVIVE -> old -> old.revived(call.getRevive().getRolesList());
            case UPDATE_FRAMEWORK -> {
                Call.UpdateFramework update = call.getUpdateFramework();
                yield old -> new Profile(
                        update.getFrameworkInfo(),
                        new LinkedHashSet<>(update.getSuppressedRolesList()),
                        update.hasOfferConstraints() ? update.getOfferConstraints() : null);
            }
            default -> null;
        };
    }

    // ---- the ends ----

    /**
     * Ends the framework for good: Mesos kills its tasks, without an update for any, and never accepts its id again
     * (PROTOCOL B167). The future completes when Mesos has taken the call and ended the stream; the client is closed then.
     * If it fails, the framework lives on and so does the client.
     */
    public CompletableFuture<Void> teardown() {
        return driver.teardown();
    }

    /**
     * Drops the connections. The framework and its tasks live on at the master for the {@code failover_timeout} of its
     * FrameworkInfo (PROTOCOL A68). Calls without an answer fail. Waits for up to 10 s until all is released, but not when
     * called on the client's own threads. Idempotent.
     */
    @Override
    public void close() {
        driver.close();
    }

    /**
     * As {@link #close}, without waiting: for tasks on the given {@link SchedulerClientBuilder#timer}.
     *
     * @return done when all is let go of
     */
    public CompletableFuture<Void> closeAsync() {
        return driver.closeAsync();
    }
}
