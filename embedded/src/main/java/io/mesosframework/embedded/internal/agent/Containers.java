package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.agent.Call;
import io.mesosframework.protocol.agent.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The containers inside executors', which executors ask for (PROTOCOL E44-E49), and the news of all containers. An
 * executor's own container is its {@link ExecutorRun}.
 */
@SuppressWarnings("deprecation") // executors still make the calls that Mesos has given newer names
final class Containers {

    private static final int SIGKILL = 9;
    private static final int UNKNOWN = -1;

    private final AgentState state;
    private final Executors executors;

    Containers(AgentState state, Executors executors) {
        this.state = state;
        this.executors = executors;
    }

    void call(long exchange, Call call) {
        switch (call.getType()) {
            case LAUNCH_NESTED_CONTAINER ->
                launch(
                        exchange,
                        call.getLaunchNestedContainer().getContainerId(),
                        call.getLaunchNestedContainer().getCommand(),
                        call.getLaunchNestedContainer().getContainer());
            case LAUNCH_CONTAINER ->
                launch(
                        exchange,
                        call.getLaunchContainer().getContainerId(),
                        call.getLaunchContainer().getCommand(),
                        call.getLaunchContainer().getContainer());
            case WAIT_NESTED_CONTAINER ->
                await(new Waiter(exchange, true), call.getWaitNestedContainer().getContainerId());
            case WAIT_CONTAINER ->
                await(new Waiter(exchange, false), call.getWaitContainer().getContainerId());
            case KILL_NESTED_CONTAINER -> {
                Call.KillNestedContainer kill = call.getKillNestedContainer();
                kill(exchange, kill.getContainerId(), kill.hasSignal() ? kill.getSignal() : SIGKILL);
            }
            case KILL_CONTAINER -> {
                Call.KillContainer kill = call.getKillContainer();
                kill(exchange, kill.getContainerId(), kill.hasSignal() ? kill.getSignal() : SIGKILL);
            }
            case REMOVE_NESTED_CONTAINER ->
                remove(exchange, call.getRemoveNestedContainer().getContainerId());
            case REMOVE_CONTAINER -> remove(exchange, call.getRemoveContainer().getContainerId());
            default -> state.answer(exchange, 501, "501 Not Implemented.");
        }
    }

    /** One inside an executor's container, or deeper. */
    static final class Nested {
        final ContainerID id;
        final Path sandbox;
        boolean alive = true;
        boolean started;
        long pid;
        int status = UNKNOWN;

        /** Who asked for it and is to hear whether it runs. */
        OptionalLong launcher;

        final List<Waiter> waiters = new ArrayList<>();

        Nested(ContainerID id, Path sandbox, long launcher) {
            this.id = id;
            this.sandbox = sandbox;
            this.launcher = OptionalLong.of(launcher);
        }
    }

    /** One who waits for a container's end, by the newer or the older call. */
    record Waiter(long exchange, boolean nestedCall) {}

    private void launch(long exchange, ContainerID id, CommandInfo command, ContainerInfo container) {
        if (!id.hasParent()) {
            state.answer(exchange, 400, "Containers without an executor are not available in the embedded Mesos");
            return;
        }
        ExecutorRun run = executors.byContainer(root(id));
        Nested parent = run == null ? null : run.nested.get(id.getParent());
        boolean parentLives = id.getParent().hasParent()
                ? parent != null && parent.alive
                : run != null && run.state != ExecutorRun.State.TERMINATED;
        if (run == null || !parentLives) {
            state.answer(exchange, 400, "Parent container " + text(id.getParent()) + " does not exist");
            return;
        }
        Nested known = run.nested.get(id);
        if (known != null && known.alive) {
            state.answer(exchange, 202, "");
            return;
        }
        Path above = parent == null ? run.sandbox : parent.sandbox;
        Nested nested = new Nested(id, above.resolve("containers").resolve(id.getValue()), exchange);
        run.nested.put(id, nested);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MESOS_SANDBOX", nested.sandbox.toString());
        environment.put("PATH", Launches.DEFAULT_PATH);
        state.effect(new AgentEffect.LaunchNested(
                new NestedLaunch(id, command, container, nested.sandbox, environment, user(run, command))));
    }

    private Optional<String> user(ExecutorRun run, CommandInfo command) {
        return command.hasUser() ? Optional.of(command.getUser()) : run.user;
    }

    private void await(Waiter waiter, ContainerID id) {
        ExecutorRun run = executors.byContainer(root(id));
        Nested nested = run == null ? null : run.nested.get(id);
        if (nested != null && !nested.alive) {
            answer(waiter, nested.status);
        } else if (nested != null) {
            nested.waiters.add(waiter);
        } else if (run != null && !id.hasParent() && run.state != ExecutorRun.State.TERMINATED) {
            run.waiters.add(waiter);
        } else {
            state.answer(waiter.exchange, 404, "Container " + text(id) + " cannot be found");
        }
    }

    /** What never came to have a process has no exit status to tell. */
    private void answer(Waiter waiter, int status) {
        Response.Builder response = Response.newBuilder();
        if (waiter.nestedCall) {
            Response.WaitNestedContainer.Builder wait = Response.WaitNestedContainer.newBuilder();
            if (status != UNKNOWN) {
                wait.setExitStatus(status);
            }
            response.setType(Response.Type.WAIT_NESTED_CONTAINER).setWaitNestedContainer(wait);
        } else {
            Response.WaitContainer.Builder wait = Response.WaitContainer.newBuilder();
            if (status != UNKNOWN) {
                wait.setExitStatus(status);
            }
            response.setType(Response.Type.WAIT_CONTAINER).setWaitContainer(wait);
        }
        state.effect(new AgentEffect.AnswerMessage(waiter.exchange, response.build()));
    }

    private void kill(long exchange, ContainerID id, int signal) {
        ExecutorRun run = executors.byContainer(root(id));
        Nested nested = run == null ? null : run.nested.get(id);
        boolean alive = id.hasParent()
                ? nested != null && nested.alive
                : run != null && run.state != ExecutorRun.State.TERMINATED;
        if (!alive) {
            state.answer(exchange, 404, "Container '" + text(id) + "' cannot be found (or is already killed)");
            return;
        }
        state.effect(
                signal == SIGKILL ? new AgentEffect.DestroyContainer(id) : new AgentEffect.SignalContainer(id, signal));
        state.answer(exchange, 200, "");
    }

    private void remove(long exchange, ContainerID id) {
        ExecutorRun run = executors.byContainer(root(id));
        if (run == null) {
            state.answer(exchange, 500, "Unknown root container");
            return;
        }
        Nested nested = run.nested.get(id);
        if (!id.hasParent() || (nested != null && nested.alive)) {
            state.answer(exchange, 500, "Nested container has not terminated yet");
            return;
        }
        if (nested != null) {
            run.nested.keySet().removeIf(other -> isWithin(other, id));
            state.effect(new AgentEffect.DeleteSandbox(nested.sandbox));
        }
        state.answer(exchange, 200, "");
    }

    void started(ContainerID id, long pid) {
        ExecutorRun run = executors.byContainer(root(id));
        if (run == null) {
            return;
        }
        if (!id.hasParent()) {
            run.pid = OptionalLong.of(pid);
            return;
        }
        Nested nested = run.nested.get(id);
        if (nested != null) {
            nested.started = true;
            nested.pid = pid;
            tellLauncher(nested, 200, "");
        }
    }

    void sandboxFailed(ContainerID id, String message) {
        if (!id.hasParent()) {
            executors.sandboxFailed(id, message);
            return;
        }
        ExecutorRun run = executors.byContainer(root(id));
        Nested nested = run == null ? null : run.nested.remove(id);
        if (nested != null) {
            nested.alive = false;
            tellLauncher(nested, 400, message);
            nested.waiters.forEach(
                    waiter -> state.answer(waiter.exchange, 404, "Container " + text(id) + " cannot be found"));
        }
    }

    void unsupported(ContainerID id) {
        if (id.hasParent()) {
            sandboxFailed(id, "The provided ContainerInfo is not supported");
        } else {
            executors.containerUnsupported(id);
        }
    }

    void failed(ContainerID id, String message, int status) {
        if (!id.hasParent()) {
            executors.containerFailed(id, message, status);
            return;
        }
        Nested nested = nested(id);
        if (nested != null) {
            tellLauncher(nested, 400, message);
            ended(nested, status);
        }
    }

    void exited(ContainerID id, int status) {
        ExecutorRun run = executors.byContainer(root(id));
        if (run == null) {
            return;
        }
        run.nested.values().stream()
                .filter(other -> other.alive && !other.id.equals(id) && isWithin(other.id, id))
                .forEach(other -> {
                    state.effect(new AgentEffect.DestroyContainer(other.id));
                    ended(other, SIGKILL);
                });
        if (!id.hasParent()) {
            run.waiters.forEach(waiter -> answer(waiter, status));
            run.waiters.clear();
            executors.containerExited(id, status);
            return;
        }
        Nested nested = run.nested.get(id);
        if (nested != null && nested.alive) {
            tellLauncher(nested, 200, "");
            ended(nested, status);
        }
    }

    private void tellLauncher(Nested nested, int status, String text) {
        nested.launcher.ifPresent(exchange -> state.answer(exchange, status, text));
        nested.launcher = OptionalLong.empty();
    }

    private void ended(Nested nested, int status) {
        nested.alive = false;
        nested.status = status;
        nested.waiters.forEach(waiter -> answer(waiter, status));
        nested.waiters.clear();
    }

    private @Nullable Nested nested(ContainerID id) {
        ExecutorRun run = executors.byContainer(root(id));
        return run == null ? null : run.nested.get(id);
    }

    static ContainerID root(ContainerID id) {
        ContainerID root = id;
        while (root.hasParent()) {
            root = root.getParent();
        }
        return root;
    }

    private static boolean isWithin(ContainerID inner, ContainerID outer) {
        ContainerID id = inner;
        while (!id.equals(outer) && id.hasParent()) {
            id = id.getParent();
        }
        return id.equals(outer);
    }

    /** From the outermost in: {@code p1.n1}. */
    private static String text(ContainerID id) {
        return id.hasParent() ? text(id.getParent()) + "." + id.getValue() : id.getValue();
    }
}
