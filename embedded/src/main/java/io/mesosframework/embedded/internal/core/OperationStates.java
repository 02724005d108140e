package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.OperationState;

/** States of operations on resources. */
public final class OperationStates {

    private OperationStates() {}

    /** Whether nothing follows (PROTOCOL B102). */
    public static boolean isTerminal(OperationState state) {
        return switch (state) {
            case OPERATION_FINISHED, OPERATION_FAILED, OPERATION_ERROR, OPERATION_DROPPED, OPERATION_GONE_BY_OPERATOR ->
                true;
            case OPERATION_UNSUPPORTED,
                    OPERATION_PENDING,
                    OPERATION_UNREACHABLE,
                    OPERATION_RECOVERING,
                    OPERATION_UNKNOWN -> false;
        };
    }
}
