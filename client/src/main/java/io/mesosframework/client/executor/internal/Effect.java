package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an executor's subscription wants done, in this order. */
public sealed interface Effect {

    /** Open two connections; answer with Connected or ConnectFailed. */
    record Connect(int attempt) implements Effect {}

    /** Send SUBSCRIBE on the one for the stream. */
    record Subscribe(int attempt, Call call) implements Effect {}

    /** Send a call on the other one; answer with Accepted, CallRefused or Unanswered. */
    record Send(int attempt, long ticket, Call call) implements Effect {}

    /** Close the connection for calls and open another; answer with CallsReopened or CallsReopenFailed. */
    record ReopenCalls(int attempt) implements Effect {}

    /** Close all connections. */
    record Disconnect() implements Effect {}

    /** Send Timer at this time; replaces what was set before. */
    record SetTimer(Instant at) implements Effect {}

    /** No Timer is wanted any more. */
    record CancelTimer() implements Effect {}

    /** A caller's future: done, or failed. */
    record Settle(long ticket, @Nullable MesosException error) implements Effect {}

    /** Tell the user. */
    record Deliver(Event event) implements Effect {}

    /** Tell the user. */
    record NotifyConnected() implements Effect {}

    /** Tell the user. */
    record NotifyDisconnected(MesosException cause, Duration retryIn) implements Effect {}

    /** Tell the user. */
    record Shutdown(ShutdownReason reason) implements Effect {}
}
