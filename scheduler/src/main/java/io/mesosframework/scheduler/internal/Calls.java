package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Makes the calls that actions stand for; the client adds the framework's id. */
final class Calls {

    private static final Duration LONGEST_REFUSAL = Duration.ofDays(365);

    private Calls() {}

    static Call accept(Action.Accept accept) {
        return Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .addAllOfferIds(accept.offers())
                        .addAllOperations(accept.operations())
                        .setFilters(accept.filters()))
                .build();
    }

    static Call decline(List<OfferID> offers, Filters filters) {
        return Call.newBuilder()
                .setType(Call.Type.DECLINE)
                .setDecline(Call.Decline.newBuilder().addAllOfferIds(offers).setFilters(filters))
                .build();
    }

    static Call acknowledge(TaskStatus status) {
        return Call.newBuilder()
                .setType(Call.Type.ACKNOWLEDGE)
                .setAcknowledge(Call.Acknowledge.newBuilder()
                        .setAgentId(status.getAgentId())
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid()))
                .build();
    }

    /** Any action that is one call and touches no offer. */
    static Call of(Action action) {
        Call.Builder call = Call.newBuilder();
        if (action instanceof Action.Kill kill) {
            Call.Kill.Builder body =
                    call.setType(Call.Type.KILL).getKillBuilder().setTaskId(kill.task());
            if (kill.agent() != null) {
                body.setAgentId(kill.agent());
            }
            if (kill.policy() != null) {
                body.setKillPolicy(kill.policy());
            }
        } else if (action instanceof Action.Reconcile reconcile) {
            call.setType(Call.Type.RECONCILE).getReconcileBuilder().addAllTasks(reconcile.tasks());
        } else if (action instanceof Action.Revive revive) {
            call.setType(Call.Type.REVIVE).getReviveBuilder().addAllRoles(sorted(revive.roles()));
        } else if (action instanceof Action.Suppress suppress) {
            call.setType(Call.Type.SUPPRESS).getSuppressBuilder().addAllRoles(sorted(suppress.roles()));
        } else if (action instanceof Action.Message message) {
            call.setType(Call.Type.MESSAGE)
                    .getMessageBuilder()
                    .setAgentId(message.agent())
                    .setExecutorId(message.executor())
                    .setData(message.data());
        } else if (action instanceof Action.Shutdown shutdown) {
            call.setType(Call.Type.SHUTDOWN)
                    .getShutdownBuilder()
                    .setAgentId(shutdown.agent())
                    .setExecutorId(shutdown.executor());
        } else if (action instanceof Action.AcceptInverse accept) {
            call.setType(Call.Type.ACCEPT_INVERSE_OFFERS)
                    .getAcceptInverseOffersBuilder()
                    .addAllInverseOfferIds(accept.inverseOffers())
                    .setFilters(accept.filters());
        } else if (action instanceof Action.DeclineInverse decline) {
            call.setType(Call.Type.DECLINE_INVERSE_OFFERS)
                    .getDeclineInverseOffersBuilder()
                    .addAllInverseOfferIds(decline.inverseOffers())
                    .setFilters(decline.filters());
        } else if (action instanceof Action.ReconcileOperations reconcile) {
            call.setType(Call.Type.RECONCILE_OPERATIONS)
                    .getReconcileOperationsBuilder()
                    .addAllOperations(reconcile.operations());
        } else if (action instanceof Action.AcknowledgeOperation acknowledge) {
            call.setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
                    .setAcknowledgeOperationStatus(acknowledgement(acknowledge.status()));
        } else if (action instanceof Action.RequestResources request) {
            call.setType(Call.Type.REQUEST).getRequestBuilder().addAllRequests(request.requests());
        } else {
            throw new IllegalArgumentException("not one call: " + action);
        }
        return call.build();
    }

    private static Call.AcknowledgeOperationStatus acknowledgement(OperationStatus status) {
        Call.AcknowledgeOperationStatus.Builder body = Call.AcknowledgeOperationStatus.newBuilder()
                .setUuid(status.getUuid().getValue())
                .setOperationId(status.getOperationId());
        if (status.hasAgentId()) {
            body.setAgentId(status.getAgentId());
        }
        if (status.hasResourceProviderId()) {
            body.setResourceProviderId(status.getResourceProviderId());
        }
        return body.build();
    }

    /** For longer than a year Mesos refuses nothing, and less than nothing it takes for its default (PROTOCOL B105). */
    static Filters refuse(Duration duration) {
        Duration most = duration.compareTo(LONGEST_REFUSAL) > 0 ? LONGEST_REFUSAL : duration;
        return Filters.newBuilder()
                .setRefuseSeconds(most.isNegative() ? 0 : most.toMillis() / 1000.0)
                .build();
    }

    private static List<String> sorted(Set<String> roles) {
        return roles.stream().sorted().toList();
    }
}
