package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.agent.Response.WaitContainer;
import io.mesosframework.protocol.executor.Event;
import java.util.Optional;

/** What a {@link DefaultExecutorMachine} is told. */
public sealed interface GroupInput {

    /** An event of the agent's stream. */
    record AgentEvent(Event event) implements GroupInput {}

    /** The agent is gone for good, or will not have us. */
    record AgentLost() implements GroupInput {}

    /** The agent runs the task's container. */
    record Launched(TaskID taskId) implements GroupInput {}

    /** The agent does not run the task's container; the message is its own. */
    record Refused(TaskID taskId, String message) implements GroupInput {}

    /** Nobody knows whether the agent runs the task's container: it went away while it was asked. */
    record LaunchInDoubt(TaskID taskId) implements GroupInput {}

    /**
     * The task's container ended.
     *
     * @param answer what the agent says of it; empty if it does not know the container
     */
    record Ended(TaskID taskId, Optional<WaitContainer> answer) implements GroupInput {}

    /** A check asked for by {@link GroupEffect.Probe} is over. */
    record Probed(TaskID taskId, CheckSpec.Kind kind, long run, ProbeResult result) implements GroupInput {}

    /** The instant of {@link DefaultExecutorMachine#nextWake()} has come; too early or too often does no harm. */
    record Wake() implements GroupInput {}
}
