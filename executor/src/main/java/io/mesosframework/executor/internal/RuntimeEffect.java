package io.mesosframework.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link RuntimeMachine} wants done, in the order given. */
public sealed interface RuntimeEffect {

    /** Tell the handler. */
    record Tell(Event event) implements RuntimeEffect {}

    /** An event has been dealt with, one more may be read. */
    record Read() implements RuntimeEffect {}

    /** Tell the handler. */
    record TellConnected() implements RuntimeEffect {}

    /** Tell the handler. */
    record TellDisconnected(MesosException cause, Duration retryIn) implements RuntimeEffect {}

    /** Tell the handler. */
    record TellShutdown(ShutdownReason reason) implements RuntimeEffect {}

    /** Send this status; answered by {@link RuntimeInput.Settled} with the ticket. */
    record Send(long ticket, TaskStatus status) implements RuntimeEffect {}

    /** What has become of a user's update. */
    record Answer(long ticket, @Nullable MesosException error) implements RuntimeEffect {}

    /** There is this task now. */
    record Known(TaskInfo task) implements RuntimeEffect {}

    /** The task has ended, nothing of it is needed any more. */
    record Over(TaskID task) implements RuntimeEffect {}

    /** Begin; answered by {@link RuntimeInput.Started} or {@link RuntimeInput.StartFailed}, later {@link RuntimeInput.Ended}. */
    record Start(TaskID task) implements RuntimeEffect {}

    /** Ask it to end: SIGTERM, or an interrupt. */
    record Terminate(TaskID task) implements RuntimeEffect {}

    /** End it: SIGKILL, or an interrupt again. */
    record Kill(TaskID task) implements RuntimeEffect {}

    /** Perform one check, answered by {@link RuntimeInput.Probed}. */
    record Probe(TaskID task, CheckSpec spec, long run) implements RuntimeEffect {}

    /** Abandon the checks under way. */
    record CancelProbes(TaskID task) implements RuntimeEffect {}

    /** The executor has done its work: 0, or 1 if it leaves something behind. */
    record Finish(int exitCode) implements RuntimeEffect {}
}
