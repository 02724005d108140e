package io.mesosframework.embedded.internal.master;

import com.google.protobuf.Message;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.scheduler.Event;

/** What a master wants done, in this order. */
public sealed interface MasterEffect {

    /** The whole answer to a call; an empty text is an empty body. */
    record Answer(long exchange, int status, String text) implements MasterEffect {}

    /** Answers 200 and keeps the response open for events. */
    record OpenStream(long exchange, String streamId) implements MasterEffect {}

    /** Answers 200 with a message in the form that the client wants. */
    record Reply(long exchange, Message message) implements MasterEffect {}

    /** Answers 200 and keeps the response open for an operator's events. */
    record OpenOperatorStream(long exchange) implements MasterEffect {}

    record SendToOperator(long exchange, io.mesosframework.protocol.master.Event event) implements MasterEffect {}

    record Send(long exchange, Event event) implements MasterEffect {}

    /** Ends the stream in good order. */
    record EndStream(long exchange) implements MasterEffect {}

    record Tell(int peer, ToAgent message) implements MasterEffect {}
}
