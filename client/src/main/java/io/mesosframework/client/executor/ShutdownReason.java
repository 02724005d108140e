package io.mesosframework.client.executor;

import io.mesosframework.MesosException;
import java.util.Optional;

/**
 * Why an executor has to end.
 *
 * @param kind what happened
 * @param cause the error behind it, if there is one
 */
public record ShutdownReason(Kind kind, Optional<MesosException> cause) {

    /** What happened. */
    public enum Kind {
        /** The agent sent SHUTDOWN. */
        REQUESTED,
        /** The agent is gone, and without checkpointing no executor outlives it (PROTOCOL C43, C52). */
        AGENT_LOST,
        /** The agent has not come back within the recovery time-out, or never answered at all (PROTOCOL C43). */
        RECOVERY_TIMED_OUT,
        /** The agent refuses the subscription: it does not know the executor, or not its token. */
        REFUSED,
        /** The listener threw, so an event was lost; the executor cannot be trusted to go on. */
        LISTENER_FAILED
    }
}
