package io.mesosframework.executor.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.ExecutorHandler;
import io.mesosframework.executor.ProcessTask;
import io.mesosframework.executor.TaskBody;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the user can do, handed on to the loop. */
public final class RuntimeContext implements ExecutorContext {

    private static final Logger log = LoggerFactory.getLogger(RuntimeContext.class);

    private final ExecutorEnvironment environment;
    private final Map<String, String> variables;
    private final Shared shared;
    private final ThreadFactory threads;
    private final Reaper reaper;
    private final RuntimeLoop loop;
    private final Set<Event.Type> unhandled = ConcurrentHashMap.newKeySet();

    /**
     * @param variables the environment as it came, for the processes of tasks
     * @param threads for bodies
     */
    public RuntimeContext(
            ExecutorEnvironment environment,
            Map<String, String> variables,
            Shared shared,
            ThreadFactory threads,
            RuntimeMachine machine,
            ExecutorHandler handler,
            CompletableFuture<ExecutorClient> client) {
        this.environment = environment;
        this.variables = Map.copyOf(variables);
        this.shared = shared;
        this.threads = threads;
        this.reaper = new Reaper(environment.directory());
        this.loop = new RuntimeLoop(machine, handler, this, client);
    }

    /** Who is told what the client hears. */
    public RuntimeLoop loop() {
        return loop;
    }

    /** The exit code, once there is nothing more to do. */
    public CompletableFuture<Integer> finished() {
        return loop.finished();
    }

    /** Ends what runs, and takes nothing more. */
    public void close() {
        loop.close();
        reaper.close();
    }

    @Override
    public ExecutorEnvironment environment() {
        return environment;
    }

    @Override
    public FrameworkInfo framework() {
        return loop.framework();
    }

    @Override
    public List<TaskInfo> tasks() {
        return loop.tasks();
    }

    @Override
    public CommandInfo command(TaskInfo task) {
        if (task.hasCommand()) {
            return task.getCommand();
        }
        String id = task.getTaskId().getValue();
        if (task.getData().isEmpty()) {
            throw new IllegalArgumentException("Task " + id + " has no command, neither in itself nor in its data");
        }
        try {
            return CommandInfo.parseFrom(task.getData());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("The data of task " + id + " are no command: " + e.getMessage(), e);
        }
    }

    @Override
    public void run(TaskInfo task, TaskBody body) {
        loop.begin(task.getTaskId(), new BodyRun(task, body, this, threads, place(task), loop::submit));
    }

    @Override
    public void run(TaskInfo task, ProcessTask process) {
        loop.begin(task.getTaskId(), new ProcessRun(process, place(task), reaper));
    }

    private TaskPlace place(TaskInfo task) {
        return new TaskPlace(task, environment.sandbox(), variables, shared);
    }

    @Override
    public CompletableFuture<Void> update(TaskStatus status) {
        return loop.update(status);
    }

    @Override
    public CompletableFuture<Void> message(ByteString data) {
        return loop.message(data);
    }

    @Override
    public void kill(TaskID task, KillPolicy policy) {
        loop.submit(new RuntimeInput.Kill(task, policy));
    }

    @Override
    public void killAll() {
        loop.submit(new RuntimeInput.KillAll());
    }

    @Override
    public void end() {
        loop.submit(new RuntimeInput.End());
    }

    @Override
    public void unhandled(Event.Type type) {
        if (unhandled.add(type)) {
            log.warn("The agent sends events of type {}, which this executor does nothing about", type);
        }
    }
}
