package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;

/**
 * What happens to an executor's subscription. What belongs to one attempt to subscribe carries its number; of an attempt that
 * is over, it is ignored. A ticket stands for the future that a caller holds.
 */
public sealed interface Input {

    /** Begin. */
    record Start() implements Input {}

    /** Let go of everything. */
    record Close() implements Input {}

    /** The time that {@link Effect.SetTimer} asked for has come. */
    record Timer() implements Input {}

    /** Both connections stand, the one for the stream and the one for calls. */
    record Connected(int attempt) implements Input {}

    /** They do not. */
    record ConnectFailed(int attempt, MesosException cause) implements Input {}

    /** SUBSCRIBE was answered by an error that a later attempt will not mend. */
    record Refused(int attempt, MesosException cause) implements Input {}

    /** An event. */
    record Received(int attempt, Event event) implements Input {}

    /** The stream ended, broke, never began, or brought what is no event. */
    record StreamLost(int attempt, MesosException cause) implements Input {}

    /** The connection for calls is gone, or no longer answers. */
    record CallsLost(int attempt, MesosException cause) implements Input {}

    /** It has been opened anew. */
    record CallsReopened(int attempt) implements Input {}

    /** It could not be. */
    record CallsReopenFailed(int attempt, MesosException cause) implements Input {}

    /** The agent took a call. */
    record Accepted(int attempt, long ticket) implements Input {}

    /** The agent answered a call with an error. */
    record CallRefused(int attempt, long ticket, MesosException cause) implements Input {}

    /** A call got no answer. */
    record Unanswered(int attempt, long ticket, MesosException cause) implements Input {}

    /** The user has a new state of a task. */
    record Update(long ticket, TaskStatus status) implements Input {}

    /** The user makes another call, a MESSAGE or a HEARTBEAT; the ids are filled in. */
    record Other(long ticket, Call call) implements Input {}

    /** The user's listener threw. */
    record ListenerThrew(Throwable thrown) implements Input {}
}
