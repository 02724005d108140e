package io.mesosframework.executor.internal;

import io.mesosframework.protocol.executor.Event;

/** What a {@link CommandExecutorMachine} is told. */
public sealed interface Input {

    /** An event of the agent's stream. */
    record AgentEvent(Event event) implements Input {}

    /** The agent is gone for good, or will not have us: as SHUTDOWN, but nobody acknowledges anything any more. */
    record AgentLost() implements Input {}

    /** The process asked for by {@link Effect.Start} runs. */
    record Started() implements Input {}

    /** The process asked for by {@link Effect.Start} could not be started; the message is for the task's status. */
    record StartFailed(String message) implements Input {}

    /**
     * The task's process ended.
     *
     * @param exitValue as {@link Process#exitValue()} gives it, see {@link ExitStatus}
     */
    record Exited(int exitValue) implements Input {}

    /** A check asked for by {@link Effect.Probe} is over. */
    record Probed(CheckSpec.Kind kind, long run, ProbeResult result) implements Input {}

    /** The instant of {@link CommandExecutorMachine#nextWake()} has come; too early or too often does no harm. */
    record Wake() implements Input {}
}
