package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.time.Instant;

/** What a subscription wants done, in this order. */
public sealed interface Effect {

    /** Connect; answer with Connected or ConnectFailed. */
    record Open(int attempt, Origin origin) implements Effect {}

    /** Close the connection of this attempt, whatever its stage. */
    record CloseStream(int attempt) implements Effect {}

    /** Ask the user's gate; answer with GateOpen or GateRefused. */
    record AskGate(int attempt) implements Effect {}

    /** Send SUBSCRIBE on the connection of this attempt, with the credentials and without a stream id. */
    record Subscribe(int attempt, Target target, Call call) implements Effect {}

    /** Send Timer at this time; replaces what was set before. */
    record SetTimer(Instant at) implements Effect {}

    /** No Timer is wanted any more. */
    record CancelTimer() implements Effect {}

    /** Calls may be made from now on. */
    record BeginCalls(Session session) implements Effect {}

    /** No call may be made any more; those unanswered fail, in doubt if they were written. */
    record EndCalls(int attempt, MesosException cause) implements Effect {}

    /** Hand the event to the user. */
    record Deliver(Event event) implements Effect {}

    /** Tell the user of a record that was skipped. */
    record Report(MesosException cause) implements Effect {}

    /** Tell the user that there is no subscription, and when the next attempt begins. */
    record NotifyDisconnected(MesosException cause, Duration retryIn) implements Effect {}

    /** Tell the user that it is over for good. */
    record Fail(MesosException cause) implements Effect {}

    /** The framework has been torn down. */
    record TornDown() implements Effect {}
}
