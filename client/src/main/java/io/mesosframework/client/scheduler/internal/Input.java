package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.http.Headers;
import io.mesosframework.protocol.scheduler.Event;
import java.util.function.UnaryOperator;

/**
 * What happens to a subscription. What belongs to one attempt to subscribe carries that attempt's number; of an attempt
 * that is over, it is ignored.
 */
public sealed interface Input {

    /** Begin. */
    record Start() implements Input {}

    /** The user lets go: drop the connections, leave the framework running. */
    record Close() implements Input {}

    /** The time that {@link Effect.SetTimer} asked for has come. */
    record Timer() implements Input {}

    /** The connection stands. */
    record Connected(int attempt) implements Input {}

    /** No connection was made. */
    record ConnectFailed(int attempt, MesosException cause) implements Input {}

    /** What the user put before a SUBSCRIBE says yes. */
    record GateOpen(int attempt) implements Input {}

    /** What the user put before a SUBSCRIBE says no. */
    record GateRefused(int attempt, MesosException cause) implements Input {}

    /** Status and headers of the answer to SUBSCRIBE. */
    record Head(int attempt, int status, Headers headers) implements Input {}

    /** The body, or its beginning, of an answer that is no event stream. */
    record Words(int attempt, String text) implements Input {}

    /** An event. */
    record Received(int attempt, Event event) implements Input {}

    /** A record that is not an event. */
    record Undecodable(int attempt, MesosException cause) implements Input {}

    /** Bytes came, though not enough for an event. */
    record Heard(int attempt) implements Input {}

    /** The stream came to a clean end. */
    record StreamEnded(int attempt) implements Input {}

    /** The stream broke. */
    record StreamFailed(int attempt, MesosException cause) implements Input {}

    /** The user has stopped reading events, or goes on with it. */
    record Paused(boolean paused) implements Input {}

    /** The answer to a call, or a lost connection for calls, shows that this session is over. */
    record SessionOver(int attempt, MesosException cause) implements Input {}

    /** What the next SUBSCRIBE says of the framework has changed. */
    record ProfileChanged(UnaryOperator<Profile> change) implements Input {}

    /** TEARDOWN is on its way: the end of the stream is now no failure. */
    record TeardownSent() implements Input {}

    /** The master's answer to TEARDOWN, or the failure to get one. */
    record TeardownAnswered(boolean accepted) implements Input {}

    /** The user's listener threw. */
    record ListenerThrew(Throwable thrown) implements Input {}
}
