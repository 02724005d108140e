package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.MesosException;
import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.embedded.internal.agent.NestedLaunch;
import io.mesosframework.executor.CommandExecutor;
import io.mesosframework.executor.ContainerProcess;
import io.mesosframework.executor.DefaultExecutor;
import io.mesosframework.executor.ExecutorHost;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.TaskInfo;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers as processes of this machine, without isolation. The built-in executors run in this JVM and fork only the
 * commands; a custom executor is a process of its own.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);

    /** A container's first process, which waits for its fetcher, ends with 1 when it waited in vain. */
    private static final int FAILED = 256;

    /** It is killed where nothing is fetched at all: it has not even come to wait. */
    private static final int KILLED = 9;

    /** It has none where its image is not there. */
    private static final int UNKNOWN = -1;

    /** What runs in a container, seen from here. */
    private record Running(long pid, CompletableFuture<Integer> exited, Runnable kill, Runnable close) {}

    /** One container; what runs in it appears once it is started. */
    private static final class Container {
        private @Nullable Running running;
        private @Nullable ContainerProcess process;
        private boolean destroyed;

        synchronized boolean hold(Running started) {
            running = started;
            return !destroyed;
        }

        synchronized void holdProcess(ContainerProcess started) {
            process = started;
        }

        /** Kills what runs, or what will be started. */
        synchronized void destroy() {
            destroyed = true;
            if (running != null) {
                running.kill.run();
            }
        }

        synchronized boolean isDestroyed() {
            return destroyed;
        }

        synchronized void signal(int number) {
            if (process != null) {
                process.signal(number);
            }
        }

        /** Waits until nothing of it runs, within a limit. */
        void close() {
            Running closing;
            synchronized (this) {
                closing = running;
            }
            if (closing != null) {
                closing.close.run();
            }
        }
    }

    private final ExecutorService workers;
    private final ExecutorHost host;
    private final Fetcher fetcher;

    private final VolumeFiles volumes = new VolumeFiles();
    private final Map<ContainerID, Container> containers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param workers threads that may block
     * @param host what the executors in this JVM share
     * @param cache where URIs to be cached are kept; made when it is needed
     */
    public ProcessRuntime(ExecutorService workers, ExecutorHost host, Path cache) {
        this.workers = workers;
        this.host = host;
        this.fetcher = new Fetcher(cache);
    }

    @Override
    public void launch(ContainerLaunch launch, Listener listener) {
        Container container = new Container();
        containers.put(launch.containerId(), container);
        submit(() -> start(launch, container, listener));
    }

    @Override
    public void launchNested(NestedLaunch launch, Listener listener) {
        Container container = new Container();
        containers.put(launch.containerId(), container);
        submit(() -> start(launch, container, listener));
    }

    @Override
    public void signal(ContainerID containerId, int signal) {
        Container container = containers.get(containerId);
        if (container != null) {
            submit(() -> container.signal(signal));
        }
    }

    @Override
    public void destroy(ContainerID containerId) {
        Container container = containers.get(containerId);
        if (container != null) {
            submit(container::destroy);
        }
    }

    @Override
    public void deleteSandbox(Path sandbox) {
        submit(() -> Sandboxes.delete(sandbox));
    }

    @Override
    public void makeVolume(Path directory) {
        volumes.make(directory);
    }

    @Override
    public void linkVolume(Path link, Path directory) {
        volumes.link(link, directory);
    }

    @Override
    public void removeVolume(Path directory, boolean isMount) {
        volumes.takeAway(directory, isMount).ifPresent(taken -> submit(() -> Sandboxes.delete(taken)));
    }

    private void submit(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: a container is neither started nor ended");
        }
    }

    private void start(ContainerLaunch launch, Container container, Listener listener) {
        ContainerID id = launch.containerId();
        Optional<String> user = user(launch.user(), launch.executor().getCommand());
        try {
            requireUser(user);
            Sandboxes.create(launch);
        } catch (IOException e) {
            containers.remove(id);
            listener.sandboxFailed("Failed to create executor directory '" + launch.sandbox() + "': " + e.getMessage());
            return;
        }
        ContainerInfo info = launch.commandTask()
                .map(TaskInfo::getContainer)
                .orElseGet(() -> launch.executor().getContainer());
        if (provided(info, id, listener) && fetched(launch.executor().getCommand(), id, launch.sandbox(), listener)) {
            run(id, container, listener, () -> runs(launch, container, user));
        }
    }

    private void start(NestedLaunch launch, Container container, Listener listener) {
        ContainerID id = launch.containerId();
        Optional<String> user = user(launch.user(), launch.command());
        try {
            requireUser(user);
            Sandboxes.create(launch.sandbox());
        } catch (IOException e) {
            containers.remove(id);
            listener.sandboxFailed("Failed to create nested sandbox '" + launch.sandbox() + "': " + e.getMessage());
            return;
        }
        if (provided(launch.container(), id, listener) && fetched(launch.command(), id, launch.sandbox(), listener)) {
            run(
                    id,
                    container,
                    listener,
                    () -> process(container, launch.command(), launch.environment(), launch.sandbox(), user));
        }
    }

    /** As whom to run: where we cannot choose, the framework's wish is not heard, but that of the command fails. */
    private static Optional<String> user(Optional<String> wanted, CommandInfo command) {
        return command.hasUser() || ContainerProcess.canSwitchUsers() ? wanted : Optional.empty();
    }

    private static void requireUser(Optional<String> user) throws IOException {
        if (user.isPresent()) {
            try {
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user.get());
            } catch (UserPrincipalNotFoundException e) {
                throw new IOException(
                        "Failed to chown directory to '" + user.get() + "': No such user '" + user.get() + "'", e);
            }
        }
    }

    /** There are no images, as on an agent without {@code --image_providers}, and Mesos' containerizer is the only one. */
    private boolean provided(ContainerInfo info, ContainerID id, Listener listener) {
        if (info.hasType() && info.getType() != ContainerInfo.Type.MESOS) {
            containers.remove(id);
            listener.unsupported();
            return false;
        }
        if (info.getMesos().hasImage()) {
            String type = info.getMesos().getImage().getType().name();
            fail(id, listener, "Unsupported container image type: " + type, UNKNOWN);
            return false;
        }
        return true;
    }

    private boolean fetched(CommandInfo command, ContainerID id, Path sandbox, Listener listener) {
        try {
            Fetcher.check(command);
        } catch (IOException e) {
            fail(id, listener, String.valueOf(e.getMessage()), KILLED);
            return false;
        }
        try {
            fetcher.fetch(command, id, sandbox);
            return true;
        } catch (IOException e) {
            fail(id, listener, String.valueOf(e.getMessage()), FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, listener, "Closing", KILLED);
        }
        return false;
    }

    /** Starts something; blocks while the system forks. */
    private interface Starter {
        Running start();
    }

    private void run(ContainerID id, Container container, Listener listener, Starter starter) {
        if (closed || container.isDestroyed()) {
            fail(id, listener, "Killed before it was started", KILLED);
            return;
        }
        Running running;
        try {
            running = starter.start();
        } catch (MesosException e) {
            fail(id, listener, String.valueOf(e.getMessage()), FAILED);
            return;
        }
        boolean wanted = container.hold(running);
        listener.started(running.pid);
        var unused = running.exited.whenComplete((status, failure) -> {
            containers.remove(id, container);
            listener.exited(failure == null ? status : -1);
        });
        if (!wanted) {
            running.kill.run();
        }
    }

    private Running runs(ContainerLaunch launch, Container container, Optional<String> user) {
        if (launch.commandTask().isPresent()) {
            return commandExecutor(launch);
        }
        if (launch.executor().getType() == ExecutorInfo.Type.DEFAULT) {
            DefaultExecutor executor = DefaultExecutor.start(host, launch.environment());
            return new Running(
                    ProcessHandle.current().pid(),
                    executor.terminated().thenApply(code -> code << 8),
                    executor::abandon,
                    executor::close);
        }
        return process(container, launch.executor().getCommand(), launch.environment(), launch.sandbox(), user);
    }

    private Running commandExecutor(ContainerLaunch launch) {
        CommandExecutor executor = CommandExecutor.start(host, launch.environment());
        return new Running(
                ProcessHandle.current().pid(),
                executor.terminated().thenApply(code -> code << 8),
                executor::abandon,
                executor::close);
    }

    private Running process(
            Container container,
            CommandInfo command,
            Map<String, String> environment,
            Path sandbox,
            Optional<String> user) {
        ContainerProcess process = ContainerProcess.start(host, command, environment, sandbox, user);
        container.holdProcess(process);
        return new Running(
                process.pid(), process.exited(), () -> process.signal(ContainerProcess.SIGKILL), process::close);
    }

    private void fail(ContainerID id, Listener listener, String message, int status) {
        containers.remove(id);
        listener.failed(message, status);
    }

    @Override
    public void close() {
        closed = true;
        List<Container> all = List.copyOf(containers.values());
        all.forEach(Container::destroy);
        all.forEach(Container::close);
    }
}
