package io.mesosframework.embedded.internal.simulation;

import io.mesosframework.embedded.TaskScript;
import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.runtime.ContainerRuntime;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One agent's containers without processes: executors of the loop itself, which do what their tasks' scripts say. Only for
 * turns on the loop.
 */
public final class SimulatedRuntime implements ContainerRuntime {

    /** As that of a program that exits with 1. */
    private static final int LAUNCH_FAILED = 256;

    final Cluster cluster;
    final int agent;
    final Exchanges exchanges;
    private final Function<TaskInfo, TaskScript> scripts;
    private final RandomGenerator random;
    private final Map<ContainerID, SimulatedExecutor> executors = new HashMap<>();

    /**
     * @param agent the number of the agent that this is part of
     * @param exchanges the agent's, where its executors listen
     * @param random the loop's own
     */
    public SimulatedRuntime(
            Cluster cluster,
            int agent,
            Exchanges exchanges,
            Function<TaskInfo, TaskScript> scripts,
            RandomGenerator random) {
        this.cluster = cluster;
        this.agent = agent;
        this.exchanges = exchanges;
        this.scripts = scripts;
        this.random = random;
    }

    @Override
    public void launch(ContainerLaunch launch, Listener listener) {
        Optional<TaskScript> ofTask = launch.commandTask().map(this::script);
        TaskScript script = ofTask.orElse(TaskScript.runs());
        if (script.start() == TaskScript.Start.FAILS) {
            listener.failed(script.launchFailure(), LAUNCH_FAILED);
            return;
        }
        SimulatedExecutor executor = new SimulatedExecutor(this, launch, listener, ofTask);
        executors.put(launch.containerId(), executor);
        if (script.start() == TaskScript.Start.NORMAL) {
            executor.subscribe();
        }
    }

    @Override
    public void destroy(ContainerID containerId) {
        SimulatedExecutor executor = executors.get(containerId);
        if (executor != null) {
            executor.die(SimulatedExecutor.SIGKILL);
        }
    }

    TaskScript script(TaskInfo task) {
        return scripts.apply(task);
    }

    UUID uuid() {
        return Ids.uuid(random);
    }

    void forget(ContainerID containerId) {
        executors.remove(containerId);
    }

    /** Nothing runs anywhere. */
    @Override
    public void close() {
        // Timers end with the loop.
    }

    @Override
    public void agentIsBack() {
        List.copyOf(executors.values()).stream()
                .filter(executor -> executor.hasSubscribed)
                .forEach(SimulatedExecutor::subscribe);
    }
}
