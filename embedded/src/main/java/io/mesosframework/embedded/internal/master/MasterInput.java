package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.protocol.scheduler.Call;
import java.util.Optional;

/** Everything that can happen to a master. Exchanges and peers are numbers that the shell gives out. */
public sealed interface MasterInput {

    /**
     * A valid scheduler call (see {@link SchedulerCalls#problem}).
     *
     * @param exchange the HTTP exchange to answer
     * @param streamId the Mesos-Stream-Id header
     * @param principal who the caller is, if framework authentication is on
     */
    record SchedulerCall(long exchange, Call call, Optional<String> streamId, Optional<String> principal)
            implements MasterInput {}

    /**
     * A valid call of an operator (see {@link OperatorCalls#problem}).
     *
     * @param principal who the caller is, if operators have to say
     */
    record OperatorCall(long exchange, io.mesosframework.protocol.master.Call call, Optional<String> principal)
            implements MasterInput {}

    /** The client of an open stream is gone. */
    record StreamClosed(long exchange) implements MasterInput {}

    /** A message of the agent that the shell knows as {@code peer}. */
    record AgentSays(int peer, FromAgent message) implements MasterInput {}

    /** The connection to that agent broke. */
    record AgentDisconnected(int peer) implements MasterInput {}

    /** Only time has passed. */
    record Tick() implements MasterInput {}
}
