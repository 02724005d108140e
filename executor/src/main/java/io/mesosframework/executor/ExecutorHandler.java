package io.mesosframework.executor;

import com.google.protobuf.ByteString;
import io.mesosframework.MesosException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;

/**
 * What an executor does with what its agent tells it: a method for each event, all with a standard way but {@link #launch}.
 *
 * <p>They are called one at a time, on one thread, in the agent's order, and must not block for long: while one does, nothing
 * else is told, and after some events the agent is no longer read. What takes its time is a {@link TaskBody} or a
 * {@link ProcessTask}. Waiting there for a future of the {@link ExecutorContext} throws at once.
 *
 * <p>A method that throws is logged. A task whose launch threw fails with the words of what was thrown; of any other method the
 * standard way is taken instead.
 */
@FunctionalInterface
public interface ExecutorHandler {

    /** LAUNCH: begin the task, as by {@link ExecutorContext#run}. */
    void launch(ExecutorContext context, TaskInfo task);

    /** LAUNCH_GROUP: launches each by itself. Unlike in Mesos' own executor the end of one does not end the others. */
    default void launchGroup(ExecutorContext context, TaskGroupInfo group) {
        group.getTasksList().forEach(task -> launch(context, task));
    }

    /** KILL: end the task and tell so (PROTOCOL C40). It may come again, with another policy. {@link ExecutorContext#kill}. */
    default void kill(ExecutorContext context, Event.Kill kill) {
        context.kill(kill.getTaskId(), kill.getKillPolicy());
    }

    /**
     * End: of all tasks, then of this executor, which ends by itself once the agent has acknowledged the end of each, and in any case
     * when the grace period of the {@link io.mesosframework.client.executor.ExecutorEnvironment} is over (PROTOCOL C41, C44).
     * {@link ExecutorContext#killAll}. Called once, whatever the reason.
     */
    default void shutdown(ExecutorContext context, ShutdownReason reason) {
        context.killAll();
    }

    /** MESSAGE: data from the framework, at most once and without any promise (PROTOCOL C39). Logged. */
    default void message(ExecutorContext context, ByteString data) {
        context.unhandled(Event.Type.MESSAGE);
    }

    /** SUBSCRIBED, for the first time or again: the framework and the agent are told of. Nothing. */
    default void subscribed(ExecutorContext context, Event.Subscribed subscribed) {}

    /** ACKNOWLEDGED: the agent has stored an update (PROTOCOL C30). Nothing; the runtime keeps book of it. */
    default void acknowledged(ExecutorContext context, TaskID task, ByteString uuid) {}

    /** ERROR: logged. Agents of 1.11 do not send it (PROTOCOL C42). */
    default void error(ExecutorContext context, String message) {
        context.unhandled(Event.Type.ERROR);
    }

    /** HEARTBEAT: every 30 minutes (PROTOCOL A72). Nothing. */
    default void heartbeat(ExecutorContext context) {}

    /** The executor has subscribed; {@link #subscribed} follows. Nothing. */
    default void connected(ExecutorContext context) {}

    /** There is no subscription; the next attempt begins in {@code retryIn}. Tasks go on, updates are kept. Nothing. */
    default void disconnected(ExecutorContext context, MesosException cause, Duration retryIn) {}

    /** An event of a newer agent: logged. */
    default void unknown(ExecutorContext context, Event event) {
        context.unhandled(event.getType());
    }
}
