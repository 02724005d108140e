package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.executor.Event;

/** What an agent wants done, in this order. */
public sealed interface AgentEffect {

    /** The whole answer to a call; an empty text is an empty body. */
    record Answer(long exchange, int status, String text) implements AgentEffect {}

    /** Answers 200 and keeps the response open for events. */
    record OpenStream(long exchange) implements AgentEffect {}

    record Send(long exchange, Event event) implements AgentEffect {}

    /** Ends the stream in good order. */
    record EndStream(long exchange) implements AgentEffect {}

    record TellMaster(FromAgent message) implements AgentEffect {}

    /** Answered by ContainerFailed, or later by ContainerExited. */
    record LaunchContainer(ContainerLaunch launch) implements AgentEffect {}

    /** Ends all that runs in it, at once; ContainerExited follows. */
    record DestroyContainer(ContainerID containerId) implements AgentEffect {}
}
