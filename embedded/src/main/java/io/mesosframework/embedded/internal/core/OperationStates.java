package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationState;

/** States and kinds of operations on resources. */
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

    /** Whether the master counts on it to succeed, so that what it makes can be used at once (PROTOCOL B67). */
    public static boolean isSpeculative(Operation.Type type) {
        return switch (type) {
            case RESERVE, UNRESERVE, CREATE, DESTROY -> true;
            case LAUNCH, LAUNCH_GROUP, GROW_VOLUME, SHRINK_VOLUME, CREATE_DISK, DESTROY_DISK, UNKNOWN -> false;
        };
    }
}
