package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.MesosException;
import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.executor.CommandExecutor;
import io.mesosframework.executor.ExecutorHost;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers as processes of this machine, without isolation. The built-in executor of a command task runs in this JVM
 * and forks only the command; a custom executor is a process of its own.
 */
public final class ProcessRuntime implements ContainerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);
    private static final File NULL = new File("/dev/null");
    private static final long CLOSE_SECONDS = 5;

    /** One container; its process or executor appears once it is started. */
    private static final class Container {
        private final Path sandbox;
        private @Nullable Process process;
        private @Nullable CommandExecutor executor;
        private boolean destroyed;

        Container(Path sandbox) {
            this.sandbox = sandbox;
        }

        synchronized boolean hold(Process started) {
            process = started;
            return !destroyed;
        }

        synchronized boolean hold(CommandExecutor started) {
            executor = started;
            return !destroyed;
        }

        /** Kills what runs, or what will be started. */
        synchronized void destroy() {
            destroyed = true;
            if (process != null) {
                process.destroyForcibly();
                Leftovers.kill(sandbox);
            }
            if (executor != null) {
                executor.abandon();
            }
        }

        /** Waits until nothing of it runs, within a limit. */
        void await() throws InterruptedException {
            Process ending;
            CommandExecutor closing;
            synchronized (this) {
                ending = process;
                closing = executor;
            }
            if (closing != null) {
                closing.close();
            }
            if (ending != null && !ending.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Process {} outlives SIGKILL", ending.pid());
            }
        }
    }

    private final ExecutorService workers;
    private final ExecutorHost host;
    private final Map<ContainerID, Container> containers = new ConcurrentHashMap<>();

    /**
     * @param workers threads that may block
     * @param host what the command executors share
     */
    public ProcessRuntime(ExecutorService workers, ExecutorHost host) {
        this.workers = workers;
        this.host = host;
    }

    @Override
    public void launch(ContainerLaunch launch, Listener listener) {
        Container container = new Container(launch.sandbox());
        containers.put(launch.containerId(), container);
        submit(() -> start(launch, container, listener));
    }

    @Override
    public void destroy(ContainerID containerId) {
        Container container = containers.get(containerId);
        if (container != null) {
            submit(container::destroy);
        }
    }

    private void submit(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: a container is neither started nor ended");
        }
    }

    private void start(ContainerLaunch launch, Container container, Listener listener) {
        String id = launch.containerId().getValue();
        try {
            Sandboxes.create(launch);
        } catch (IOException e) {
            fail(launch, listener, "Failed to create the sandbox of container '" + id + "': " + e);
            return;
        }
        try {
            Fetcher.fetch(launch.executor().getCommand().getUrisList(), launch.sandbox());
        } catch (IOException | IllegalArgumentException e) {
            fail(launch, listener, "Failed to fetch all URIs for container '" + id + "': " + e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(launch, listener, "Container '" + id + "' is not started: closing");
            return;
        }
        if (launch.commandTask().isPresent()) {
            startCommandExecutor(launch, container, listener);
        } else {
            startProcess(launch, container, listener);
        }
    }

    private void startCommandExecutor(ContainerLaunch launch, Container container, Listener listener) {
        if (launch.commandTask().orElseThrow().getContainer().getType() == ContainerInfo.Type.DOCKER
                && launch.commandTask().orElseThrow().hasContainer()) {
            fail(launch, listener, "There are no container images in the embedded Mesos: it runs plain processes");
            return;
        }
        CommandExecutor executor;
        try {
            executor = CommandExecutor.start(host, launch.environment());
        } catch (MesosException e) {
            fail(launch, listener, "Failed to start the command executor: " + e.getMessage());
            return;
        }
        boolean wanted = container.hold(executor);
        var unused = executor.terminated().whenComplete((status, failure) -> {
            containers.remove(launch.containerId());
            listener.exited(failure == null ? status << 8 : -1);
        });
        if (!wanted) {
            executor.abandon();
        }
    }

    private void startProcess(ContainerLaunch launch, Container container, Listener listener) {
        if (launch.executor().getType() == ExecutorInfo.Type.DEFAULT) {
            fail(launch, listener, "The default executor is not available in the embedded Mesos");
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command(launch.executor().getCommand()))
                .directory(launch.sandbox().toFile())
                .redirectInput(NULL)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        launch.sandbox().resolve("stdout").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        launch.sandbox().resolve("stderr").toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        try {
            Process process = builder.start();
            boolean wanted = container.hold(process);
            CompletableFuture<?> unused = process.onExit().thenAccept(ended -> {
                listener.exited(waitStatus(ended.exitValue()));
                Leftovers.kill(launch.sandbox());
                containers.remove(launch.containerId());
            });
            if (!wanted) {
                container.destroy();
            }
        } catch (IOException | UncheckedIOException e) {
            fail(
                    launch,
                    listener,
                    "Failed to launch container '" + launch.containerId().getValue() + "': " + e);
        }
    }

    private static List<String> command(CommandInfo command) {
        if (command.getShell()) {
            return List.of("/bin/sh", "-c", command.getValue());
        }
        List<String> words = new ArrayList<>();
        words.add(command.getValue());
        command.getArgumentsList().stream().skip(1).forEach(words::add); // the first is the program's own name
        return words;
    }

    /** Java shows a signal as 128 and its number; a raw wait status has exit codes in the second byte (PROTOCOL B173). */
    private static int waitStatus(int exitValue) {
        return exitValue > 128 ? exitValue - 128 : exitValue << 8;
    }

    private void fail(ContainerLaunch launch, Listener listener, String message) {
        containers.remove(launch.containerId());
        listener.failed(message);
    }

    @Override
    public void close() {
        List<Container> all = List.copyOf(containers.values());
        all.forEach(Container::destroy);
        try {
            for (Container container : all) {
                container.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
