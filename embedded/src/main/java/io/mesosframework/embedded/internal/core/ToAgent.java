package io.mesosframework.embedded.internal.core;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.util.Optional;

/** What the master tells an agent. */
public sealed interface ToAgent {

    /** The agent is registered, under this id; everything pending may be sent (again). */
    record Registered(AgentID agentId) implements ToAgent {}

    record RunTask(FrameworkInfo framework, TaskInfo task) implements ToAgent {}

    record RunTaskGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group) implements ToAgent {}

    record KillTask(FrameworkID frameworkId, TaskID taskId, Optional<KillPolicy> killPolicy) implements ToAgent {}

    record ShutdownExecutor(FrameworkID frameworkId, ExecutorID executorId) implements ToAgent {}

    record ShutdownFramework(FrameworkID frameworkId) implements ToAgent {}

    /** The framework subscribed again or changed its description. */
    record UpdateFramework(FrameworkInfo framework) implements ToAgent {}

    /** The scheduler has this update. */
    record Acknowledge(FrameworkID frameworkId, TaskID taskId, ByteString uuid) implements ToAgent {}

    record FrameworkMessage(FrameworkID frameworkId, ExecutorID executorId, ByteString data) implements ToAgent {}
}
