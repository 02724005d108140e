package io.mesosframework.scheduler.internal;

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
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.Scheduler;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes actions of calls and hands them to the loop. */
record LoopScheduler(Function<Action, CompletableFuture<Void>> loop) implements Scheduler {

    @Override
    public CompletableFuture<Void> accept(
            Collection<OfferID> offers, Collection<Offer.Operation> operations, Filters filters) {
        return loop.apply(new Action.Accept(List.copyOf(offers), List.copyOf(operations), filters));
    }

    @Override
    public CompletableFuture<Void> decline(Collection<OfferID> offers, Filters filters) {
        return loop.apply(new Action.Decline(List.copyOf(offers), filters));
    }

    @Override
    public CompletableFuture<Void> hold(Collection<OfferID> offers, Instant until) {
        return loop.apply(new Action.Hold(List.copyOf(offers), until));
    }

    @Override
    public CompletableFuture<Void> acceptInverseOffers(Collection<OfferID> inverseOffers, Filters filters) {
        return loop.apply(new Action.AcceptInverse(List.copyOf(inverseOffers), filters));
    }

    @Override
    public CompletableFuture<Void> declineInverseOffers(Collection<OfferID> inverseOffers, Filters filters) {
        return loop.apply(new Action.DeclineInverse(List.copyOf(inverseOffers), filters));
    }

    @Override
    public CompletableFuture<Void> revive(Set<String> roles) {
        return loop.apply(new Action.Revive(roles));
    }

    @Override
    public CompletableFuture<Void> suppress(Set<String> roles) {
        return loop.apply(new Action.Suppress(roles));
    }

    @Override
    public CompletableFuture<Void> kill(TaskID task, @Nullable AgentID agent, @Nullable KillPolicy policy) {
        return loop.apply(new Action.Kill(task, agent, policy));
    }

    @Override
    public CompletableFuture<Void> shutdown(AgentID agent, ExecutorID executor) {
        return loop.apply(new Action.Shutdown(agent, executor));
    }

    @Override
    public CompletableFuture<Void> updateFramework(UnaryOperator<FrameworkInfo> change) {
        return loop.apply(new Action.UpdateFramework(change));
    }

    @Override
    public CompletableFuture<Void> reconcile(Collection<Call.Reconcile.Task> tasks) {
        return loop.apply(new Action.Reconcile(List.copyOf(tasks)));
    }

    @Override
    public CompletableFuture<Void> reconcileOperations(Collection<Call.ReconcileOperations.Operation> operations) {
        return loop.apply(new Action.ReconcileOperations(List.copyOf(operations)));
    }

    @Override
    public CompletableFuture<Void> acknowledgeOperation(OperationStatus status) {
        return loop.apply(new Action.AcknowledgeOperation(status));
    }

    @Override
    public CompletableFuture<Void> message(AgentID agent, ExecutorID executor, ByteString data) {
        return loop.apply(new Action.Message(agent, executor, data));
    }

    @Override
    public CompletableFuture<Void> request(List<Request> requests) {
        return loop.apply(new Action.RequestResources(requests));
    }
}
