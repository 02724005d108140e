package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CheckStatusInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import java.util.Locale;
import java.util.Optional;

/** What can be wrong with an executor call before anyone looks at the agent's state (PROTOCOL C16-C18). */
public final class ExecutorCalls {

    private ExecutorCalls() {}

    /** The first thing wrong with the call, in Mesos' words. */
    public static Optional<String> problem(Call call) {
        if (!call.isInitialized()) {
            return Optional.of("Not initialized: " + call.getInitializationErrorString());
        }
        if (!call.hasType()) {
            return Optional.of("Expecting 'type' to be present");
        }
        return switch (call.getType()) {
            case SUBSCRIBE -> need(call.hasSubscribe(), "subscribe");
            case UPDATE -> call.hasUpdate() ? updateProblem(call) : need(false, "update");
            case MESSAGE -> need(call.hasMessage(), "message");
            default -> Optional.empty();
        };
    }

    private static Optional<String> updateProblem(Call call) {
        TaskStatus status = call.getUpdate().getStatus();
        String from = "Received %s from executor " + call.getExecutorId().getValue() + " of framework "
                + call.getFrameworkId().getValue();
        if (!status.hasUuid()) {
            return need(false, "uuid");
        }
        Optional<String> badUuid = Ids.uuidProblem(status.getUuid());
        if (badUuid.isPresent()) {
            return badUuid;
        }
        if (status.hasExecutorId() && !status.getExecutorId().equals(call.getExecutorId())) {
            return Optional.of("ExecutorID in Call: " + call.getExecutorId().getValue()
                    + " does not match ExecutorID in TaskStatus: "
                    + status.getExecutorId().getValue());
        }
        if (status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR) {
            return Optional.of(from.formatted("Call") + " with invalid source, expecting 'SOURCE_EXECUTOR'");
        }
        if (status.getState() == TaskState.TASK_STAGING) {
            return Optional.of(from.formatted("TASK_STAGING") + " which is not allowed");
        }
        return status.hasCheckStatus() ? checkProblem(status.getCheckStatus()) : Optional.empty();
    }

    private static Optional<String> checkProblem(CheckStatusInfo check) {
        if (!check.hasType()) {
            return Optional.of("CheckStatusInfo must specify 'type'");
        }
        boolean bodyThere = switch (check.getType()) {
            case COMMAND -> check.hasCommand();
            case HTTP -> check.hasHttp();
            case TCP -> check.hasTcp();
            case UNKNOWN -> false;
        };
        if (bodyThere) {
            return Optional.empty();
        }
        return Optional.of(
                check.getType() == CheckInfo.Type.UNKNOWN
                        ? "'UNKNOWN' is not a valid check's status type"
                        : "Expecting '" + check.getType().name().toLowerCase(Locale.ROOT) + "' to be set for "
                                + check.getType() + " check's status");
    }

    private static Optional<String> need(boolean present, String field) {
        return present ? Optional.empty() : Optional.of("Expecting '" + field + "' to be present");
    }
}
