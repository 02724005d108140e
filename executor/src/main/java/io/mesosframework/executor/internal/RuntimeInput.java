package io.mesosframework.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link RuntimeMachine} is told. */
public sealed interface RuntimeInput {

    /** An event of the agent's stream. */
    record Received(Event event) implements RuntimeInput {}

    /** There is a subscription. */
    record Connected() implements RuntimeInput {}

    /** There is none. */
    record Disconnected(MesosException cause, Duration retryIn) implements RuntimeInput {}

    /** The executor has to end. */
    record MustEnd(ShutdownReason reason) implements RuntimeInput {}

    /** The handler threw at a launch. */
    record LaunchThrew(TaskID task, String message) implements RuntimeInput {}

    /** The user has a way to run a launched task. */
    record Begin(TaskID task, boolean process) implements RuntimeInput {}

    /** What {@link RuntimeEffect.Start} asked for runs. */
    record Started(TaskID task) implements RuntimeInput {}

    /** It could not be started. */
    record StartFailed(TaskID task, String message) implements RuntimeInput {}

    /** It has ended, and would be in this state had nobody wanted its end. */
    record Ended(TaskID task, boolean succeeded, String message) implements RuntimeInput {}

    /** A check asked for by {@link RuntimeEffect.Probe} is over. */
    record Probed(TaskID task, CheckSpec.Kind kind, long run, ProbeResult result) implements RuntimeInput {}

    /** A body's own judgment. */
    record Healthy(TaskID task, boolean healthy) implements RuntimeInput {}

    /** A status of the user's; somebody waits for what becomes of it. */
    record Update(long ticket, TaskStatus status) implements RuntimeInput {}

    /** A status was acknowledged, or never will be. */
    record Settled(long ticket, @Nullable MesosException error) implements RuntimeInput {}

    /** The user wants a task dead. */
    record Kill(TaskID task, KillPolicy policy) implements RuntimeInput {}

    /** The user wants all of them dead. */
    record KillAll() implements RuntimeInput {}

    /** The user wants the executor to end. */
    record End() implements RuntimeInput {}

    /** The instant of {@link RuntimeMachine#nextWake()} has come. */
    record Wake() implements RuntimeInput {}
}
