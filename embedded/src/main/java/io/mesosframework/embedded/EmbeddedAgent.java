package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.Cluster;
import io.mesosframework.embedded.internal.agent.AgentConfig;
import io.mesosframework.http.Handler;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One agent of an embedded Mesos, and what can happen to it. Each verb has taken effect on the cluster when it returns; what
 * follows takes the cluster's time. Once the cluster is closed, all but its name and address throw {@link IllegalStateException}. Safe
 * for use by any thread but the cluster's own.
 */
public final class EmbeddedAgent {

    private final Cluster cluster;
    private final int number;
    private final Place place;
    private final Handler routes;
    private final Function<AgentSettings, AgentConfig> described;
    private AgentSettings settings;

    /**
     * @param described what is made of the settings it starts with
     */
    EmbeddedAgent(
            Cluster cluster,
            int number,
            Place place,
            Handler routes,
            AgentSettings settings,
            Function<AgentSettings, AgentConfig> described) {
        this.cluster = cluster;
        this.number = number;
        this.place = place;
        this.routes = routes;
        this.settings = settings;
        this.described = described;
    }

    /** `agent1` for the first one, which is also its work directory's name. */
    public String name() {
        return "agent" + (number + 1);
    }

    /** Where its own API is, or will be again; see {@link EmbeddedMesos#agents}. */
    public String address() {
        return place.address();
    }

    /** The id the master gave it; empty before its first registration. */
    public Optional<String> id() {
        return Optional.of(cluster.join(
                        cluster.askAgent(number, agent -> agent.info().getId().getValue())))
                .filter(known -> !known.isEmpty());
    }

    /** Whether its process runs. */
    public boolean isUp() {
        return cluster.join(cluster.askAgent(number, agent -> cluster.isUp(number)));
    }

    /**
     * Its process ends as by SIGKILL; tasks and executors go on. The master sees the connection break: tasks of frameworks that
     * do not checkpoint are TASK_LOST at once, all others TASK_UNREACHABLE after the ping time-outs (PROTOCOL F21, F22).
     */
    public void kill() {
        cluster.killAgent(number);
        settle();
        place.close();
    }

    /**
     * Its process begins again, with what it had checkpointed; executors have some time to come back to it, or are killed (PROTOCOL
     * C49-C51). Once marked gone, it is told to end again; after {@link #remove} it begins as a new agent. Without effect while it is
     * up.
     */
    public void restart() {
        restart(UnaryOperator.identity());
    }

    /**
     * As {@link #restart()}, from now on with other settings. An agent that has an id takes only those that its {@linkplain
     * EmbeddedMesosBuilder#reconfigurationPolicy policy} allows: with others its process ends at once, as Mesos' own does (PROTOCOL
     * F27).
     */
    public synchronized void restart(UnaryOperator<AgentSettings> change) {
        settings = change.apply(settings).numbered(number + 1);
        cluster.restartAgent(number, described.apply(settings), () -> place.open(routes));
        settle();
    }

    /**
     * Its machine goes down with all that runs on it, and comes up again with its disk: the agent keeps its id, and its tasks have
     * failed (PROTOCOL F30).
     */
    public void reboot() {
        kill();
        cluster.endAllOn(number);
        settle();
        restart();
    }

    /**
     * Its process stops, as by SIGSTOP: connections stay open, nobody is answered, and what is sent to it waits. Pings tell in the
     * end (PROTOCOL F22).
     */
    public void pause() {
        cluster.pauseAgent(number);
        settle();
    }

    /** It goes on where it stopped, and takes first what has come meanwhile. */
    public void resume() {
        cluster.resumeAgent(number);
        settle();
    }

    /**
     * As {@link #restart}, but only to end what it had, as with `--recover=cleanup`: its executors are shut down as they come back,
     * or are killed, and then it ends itself. Started once more it has none of them (PROTOCOL C53).
     */
    public void restartToCleanUp() {
        cluster.restartAgentToCleanUp(number, () -> place.open(routes));
        settle();
    }

    /** From now on nothing passes between it and its master, though both go on; its executors still reach it. */
    public void partition() {
        cluster.partitionAgent(number);
        settle();
    }

    /** The network is whole again; what was sent meanwhile is lost. Who was taken for unreachable comes back (PROTOCOL F23). */
    public void heal() {
        cluster.healAgent(number);
        settle();
    }

    /** Its machine is lost with all that runs on it, without a sign: only pings tell (PROTOCOL F22). */
    public void remove() {
        cluster.destroyAgent(number);
        settle();
        place.close();
    }

    /**
     * It leaves the cluster in good order, as at SIGUSR1: all that runs on it ends, and is TASK_LOST for every framework (PROTOCOL
     * F26). Restarted, it comes back under its id, with nothing on it.
     */
    public void shutDown() {
        cluster.shutDownAgent(number);
        settle();
    }

    private void settle() {
        cluster.join(cluster.reached());
    }

    void close() {
        place.leave();
    }
}
