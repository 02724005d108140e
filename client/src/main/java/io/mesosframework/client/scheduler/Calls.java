package io.mesosframework.client.scheduler;

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
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.OfferConstraints;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Builds the calls, without the framework id, which belongs to the session they will be made in. */
final class Calls {

    private static final int UUID_BYTES = 16;

    private Calls() {}

    static Call accept(Collection<OfferID> offers, Collection<Offer.Operation> operations, @Nullable Filters filters) {
        Call.Accept.Builder accept =
                Call.Accept.newBuilder().addAllOfferIds(offers).addAllOperations(operations);
        if (filters != null) {
            accept.setFilters(filters);
        }
        return of(Call.Type.ACCEPT).setAccept(accept).build();
    }

    static Call decline(Collection<OfferID> offers, @Nullable Filters filters) {
        Call.Decline.Builder decline = Call.Decline.newBuilder().addAllOfferIds(offers);
        if (filters != null) {
            decline.setFilters(filters);
        }
        return of(Call.Type.DECLINE).setDecline(decline).build();
    }

    static Call acceptInverseOffers(Collection<OfferID> inverseOffers, @Nullable Filters filters) {
        Call.AcceptInverseOffers.Builder accept =
                Call.AcceptInverseOffers.newBuilder().addAllInverseOfferIds(inverseOffers);
        if (filters != null) {
            accept.setFilters(filters);
        }
        return of(Call.Type.ACCEPT_INVERSE_OFFERS)
                .setAcceptInverseOffers(accept)
                .build();
    }

    static Call declineInverseOffers(Collection<OfferID> inverseOffers, @Nullable Filters filters) {
        Call.DeclineInverseOffers.Builder decline =
                Call.DeclineInverseOffers.newBuilder().addAllInverseOfferIds(inverseOffers);
        if (filters != null) {
            decline.setFilters(filters);
        }
        return of(Call.Type.DECLINE_INVERSE_OFFERS)
                .setDeclineInverseOffers(decline)
                .build();
    }

    static Call revive(Collection<String> roles) {
        return of(Call.Type.REVIVE)
                .setRevive(Call.Revive.newBuilder().addAllRoles(roles))
                .build();
    }

    static Call suppress(Collection<String> roles) {
        return of(Call.Type.SUPPRESS)
                .setSuppress(Call.Suppress.newBuilder().addAllRoles(roles))
                .build();
    }

    static Call kill(TaskID task, @Nullable AgentID agent, @Nullable KillPolicy policy) {
        Call.Kill.Builder kill = Call.Kill.newBuilder().setTaskId(task);
        if (agent != null) {
            kill.setAgentId(agent);
        }
        if (policy != null) {
            kill.setKillPolicy(policy);
        }
        return of(Call.Type.KILL).setKill(kill).build();
    }

    static Call shutdown(ExecutorID executor, AgentID agent) {
        return of(Call.Type.SHUTDOWN)
                .setShutdown(Call.Shutdown.newBuilder().setExecutorId(executor).setAgentId(agent))
                .build();
    }

    static Call acknowledge(TaskStatus status) {
        String what =
                "the " + status.getState() + " of task " + status.getTaskId().getValue();
        if (!status.hasUuid() || status.getUuid().isEmpty()) {
            throw new IllegalArgumentException("There is nothing to acknowledge: " + what
                    + " has no uuid. The master's own updates have none and are never repeated.");
        }
        if (!status.hasAgentId()) {
            throw new IllegalArgumentException("Cannot acknowledge " + what + ": it has no agent_id.");
        }
        return acknowledge(status.getAgentId(), status.getTaskId(), status.getUuid());
    }

    static Call acknowledge(AgentID agent, TaskID task, ByteString uuid) {
        return of(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(agent)
                        .setTaskId(task)
                        .setUuid(checked(uuid, "the update of task " + task.getValue())))
                .build();
    }

    static Call acknowledgeOperationStatus(OperationStatus status) {
        String what = "the " + status.getState() + " of operation "
                + status.getOperationId().getValue();
        if (!status.hasUuid()) {
            throw new IllegalArgumentException("There is nothing to acknowledge: " + what + " has no uuid.");
        }
        if (!status.hasAgentId()) {
            throw new IllegalArgumentException("Cannot acknowledge " + what + ": it has no agent_id.");
        }
        Call.AcknowledgeOperationStatus.Builder acknowledge = Call.AcknowledgeOperationStatus.newBuilder()
                .setAgentId(status.getAgentId())
                .setOperationId(status.getOperationId())
                .setUuid(checked(status.getUuid().getValue(), what));
        if (status.hasResourceProviderId()) {
            acknowledge.setResourceProviderId(status.getResourceProviderId());
        }
        return of(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
                .setAcknowledgeOperationStatus(acknowledge)
                .build();
    }

    private static ByteString checked(ByteString uuid, String what) {
        if (uuid.size() != UUID_BYTES) {
            throw new IllegalArgumentException(
                    "The uuid of " + what + " must be " + UUID_BYTES + " bytes, but has " + uuid.size() + ".");
        }
        return uuid;
    }

    static Call reconcile(Collection<Call.Reconcile.Task> tasks) {
        return of(Call.Type.RECONCILE)
                .setReconcile(Call.Reconcile.newBuilder().addAllTasks(tasks))
                .build();
    }

    static Call reconcileOperations(Collection<Call.ReconcileOperations.Operation> operations) {
        return of(Call.Type.RECONCILE_OPERATIONS)
                .setReconcileOperations(Call.ReconcileOperations.newBuilder().addAllOperations(operations))
                .build();
    }

    static Call message(AgentID agent, ExecutorID executor, ByteString data) {
        return of(Call.Type.MESSAGE)
                .setMessage(Call.Message.newBuilder()
                        .setAgentId(agent)
                        .setExecutorId(executor)
                        .setData(data))
                .build();
    }

    static Call request(Collection<Request> requests) {
        return of(Call.Type.REQUEST)
                .setRequest(Call.Request.newBuilder().addAllRequests(requests))
                .build();
    }

    static Call updateFramework(
            FrameworkInfo info, Collection<String> suppressedRoles, @Nullable OfferConstraints constraints) {
        Call.UpdateFramework.Builder update =
                Call.UpdateFramework.newBuilder().setFrameworkInfo(info).addAllSuppressedRoles(suppressedRoles);
        if (constraints != null) {
            update.setOfferConstraints(constraints);
        }
        return of(Call.Type.UPDATE_FRAMEWORK).setUpdateFramework(update).build();
    }

    private static Call.Builder of(Call.Type type) {
        return Call.newBuilder().setType(type);
    }
}
