package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import java.util.Optional;

/** What can be wrong with a scheduler call before anyone looks at the master's state (PROTOCOL B1-B8). */
public final class SchedulerCalls {

    private SchedulerCalls() {}

    /**
     * The first thing wrong with the call, in Mesos' words.
     *
     * @param call may lack required fields where the codec did not insist on them
     */
    public static Optional<String> problem(Call call, Optional<String> principal) {
        if (!call.isInitialized()) {
            return Optional.of("Not initialized: " + call.getInitializationErrorString());
        }
        if (!call.hasType()) {
            return missing("type");
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return subscribeProblem(call, principal);
        }
        if (!call.hasFrameworkId()) {
            return missing("framework_id");
        }
        return switch (call.getType()) {
            case ACCEPT -> need(call.hasAccept(), "accept");
            case DECLINE -> need(call.hasDecline(), "decline");
            case ACCEPT_INVERSE_OFFERS -> need(call.hasAcceptInverseOffers(), "accept_inverse_offers");
            case DECLINE_INVERSE_OFFERS -> need(call.hasDeclineInverseOffers(), "decline_inverse_offers");
            case KILL -> need(call.hasKill(), "kill");
            case SHUTDOWN -> need(call.hasShutdown(), "shutdown");
            case ACKNOWLEDGE -> acknowledgeProblem(call);
            case ACKNOWLEDGE_OPERATION_STATUS -> acknowledgeOperationProblem(call);
            case RECONCILE -> need(call.hasReconcile(), "reconcile");
            case RECONCILE_OPERATIONS -> need(call.hasReconcileOperations(), "reconcile_operations");
            case MESSAGE -> need(call.hasMessage(), "message");
            case REQUEST -> need(call.hasRequest(), "request");
            case UPDATE_FRAMEWORK -> updateFrameworkProblem(call);
            default -> Optional.empty();
        };
    }

    static String principalMismatch(String principal, FrameworkInfo info) {
        return "Authenticated principal '%s' does not match principal '%s' set in `FrameworkInfo`"
                .formatted(principal, info.getPrincipal());
    }

    private static Optional<String> subscribeProblem(Call call, Optional<String> principal) {
        if (!call.hasSubscribe()) {
            return missing("subscribe");
        }
        FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
        if (!call.getFrameworkId().equals(info.getId())) {
            return Optional.of("'framework_id' differs from 'subscribe.framework_info.id'");
        }
        return principal
                .filter(p -> info.hasPrincipal() && !p.equals(info.getPrincipal()))
                .map(p -> principalMismatch(p, info));
    }

    private static Optional<String> acknowledgeProblem(Call call) {
        return call.hasAcknowledge() ? Ids.uuidProblem(call.getAcknowledge().getUuid()) : missing("acknowledge");
    }

    private static Optional<String> acknowledgeOperationProblem(Call call) {
        if (!call.hasAcknowledgeOperationStatus()) {
            return missing("acknowledge_operation_status");
        }
        Optional<String> problem =
                Ids.uuidProblem(call.getAcknowledgeOperationStatus().getUuid());
        return problem.isPresent()
                ? problem
                : need(call.getAcknowledgeOperationStatus().hasAgentId(), "agent_id");
    }

    private static Optional<String> updateFrameworkProblem(Call call) {
        if (!call.hasUpdateFramework()) {
            return missing("update_framework");
        }
        return call.getFrameworkId()
                        .equals(call.getUpdateFramework().getFrameworkInfo().getId())
                ? Optional.empty()
                : Optional.of("'framework_id' differs from 'update_framework.framework_info.id'");
    }

    private static Optional<String> need(boolean present, String field) {
        return present ? Optional.empty() : missing(field);
    }

    private static Optional<String> missing(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }
}
