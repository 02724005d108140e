package io.mesosframework.executor;

import com.google.protobuf.ByteString;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an executor can do. Thread-safe; what is asked for happens after what was asked for before. Futures must not be waited for in an
 * {@link ExecutorHandler}: that throws {@link IllegalStateException}.
 */
public interface ExecutorContext {

    /** What the agent has told this executor. */
    ExecutorEnvironment environment();

    /** The framework, as the last SUBSCRIBED has it; empty before. */
    FrameworkInfo framework();

    /** The tasks that were launched and have not ended, in no order. */
    List<TaskInfo> tasks();

    /**
     * What a task is to do: its command, or, where it has none, the one in its data, as applications with an executor of their own
     * have it.
     *
     * @throws IllegalArgumentException if it has neither
     */
    CommandInfo command(TaskInfo task);

    /**
     * Runs a launched task in this JVM, on a thread of its own, and tells its states: TASK_RUNNING; TASK_FINISHED with what the body
     * returns as message; TASK_FAILED with what it throws; TASK_KILLED where it was killed, whatever it returns. The task's health check,
     * check and {@code max_completion_time} are looked after. Does nothing for a task that has ended or begun already.
     */
    void run(TaskInfo task, TaskBody body);

    /**
     * Runs a launched task as a process, and tells its states as Mesos' command executor does (PROTOCOL C61-C68): TASK_STARTING;
     * TASK_RUNNING; TASK_FINISHED for exit code 0, TASK_FAILED for others, TASK_KILLED where it was killed. When the end is told,
     * nothing of the process is left. The task's health check, check and {@code max_completion_time} are looked after.
     */
    void run(TaskInfo task, ProcessTask process);

    /**
     * UPDATE: tells a task's state, of one that the handler runs by its own means, or more of one that is run here. Source, executor, uuid
     * and time are filled in. It is kept until the agent acknowledges it and presented again with every new subscription.
     *
     * @return done when the agent has acknowledged it. Fails as that of {@link io.mesosframework.client.executor.ExecutorClient#update}, and
     *     with {@link io.mesosframework.client.executor.UpdateNotKeptException} for a task that is not here or has ended, an end of a task that is
     *     run here, TASK_KILLING where the framework does not know it (PROTOCOL C38), or when 10,000 updates wait
     */
    CompletableFuture<Void> update(TaskStatus status);

    /** MESSAGE: data to the framework, at most once and without any promise. As {@link io.mesosframework.client.executor.ExecutorClient#message}. */
    CompletableFuture<Void> message(ByteString data);

    /**
     * Ends a task that is run here. Its grace period is that of the policy, else of the task's own, else 3 s; a later one can only shorten it
     * (PROTOCOL C62). A process and all that came of it gets SIGTERM, then SIGKILL; a body is interrupted, and again every second after the
     * grace period, as no thread can be ended by force. A task that nothing is known to run is told as TASK_KILLED.
     */
    void kill(TaskID task, KillPolicy policy);

    /** Ends all tasks; under SHUTDOWN with the grace period of the executor but for 2 s, which are for telling (PROTOCOL C71). */
    void killAll();

    /** Ends this executor, unasked: all tasks are killed, and it ends once their ends are acknowledged, or after 60 s. */
    void end();

    /** Logs that nothing was done about an event, once for each type. */
    void unhandled(Event.Type type);
}
