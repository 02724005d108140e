package io.mesosframework.embedded.internal.agent;

import com.google.protobuf.Message;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.executor.Event;
import java.nio.file.Path;

/** What an agent wants done, in this order. */
public sealed interface AgentEffect {

    /** The whole answer to a call; an empty text is an empty body. */
    record Answer(long exchange, int status, String text) implements AgentEffect {}

    /** Answers 200 with this message, in the codec that the caller accepts. */
    record AnswerMessage(long exchange, Message message) implements AgentEffect {}

    /** Answers 200 and keeps the response open for events. */
    record OpenStream(long exchange) implements AgentEffect {}

    record Send(long exchange, Event event) implements AgentEffect {}

    /** Ends the stream in good order. */
    record EndStream(long exchange) implements AgentEffect {}

    record TellMaster(FromAgent message) implements AgentEffect {}

    /** The process ends by itself. */
    record Exit() implements AgentEffect {}

    /** Answered by ContainerFailed, or later by ContainerExited. */
    record LaunchContainer(ContainerLaunch launch) implements AgentEffect {}

    /** Answered as {@link LaunchContainer} is. */
    record LaunchNested(NestedLaunch launch) implements AgentEffect {}

    /** Sends a signal to the container's first process. */
    record SignalContainer(ContainerID containerId, int signal) implements AgentEffect {}

    /** Removes the sandbox of a container that has ended. */
    record DeleteSandbox(Path sandbox) implements AgentEffect {}

    /** Makes a persistent volume's directory, unless it is there. */
    record MakeVolume(Path directory) implements AgentEffect {}

    /** Puts a persistent volume into a sandbox: a link, unless something is there. */
    record LinkVolume(Path link, Path directory) implements AgentEffect {}

    /**
     * Takes a persistent volume's directory away with all that is in it.
     *
     * @param isMount whether it is a whole MOUNT disk: then the directory stays, and only what is in it goes
     */
    record RemoveVolume(Path directory, boolean isMount) implements AgentEffect {}

    /** Ends all that runs in it, at once; ContainerExited follows. */
    record DestroyContainer(ContainerID containerId) implements AgentEffect {}
}
