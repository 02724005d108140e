package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.internal.agent.Agent;
import io.mesosframework.embedded.internal.agent.AgentConfig;
import io.mesosframework.embedded.internal.agent.AgentEffect;
import io.mesosframework.embedded.internal.agent.AgentInput;
import io.mesosframework.embedded.internal.runtime.ContainerRuntime;
import io.mesosframework.embedded.internal.web.Exchanges;
import io.mesosframework.http.Headers;
import io.mesosframework.protocol.ContainerID;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Where an agent's process is, or was, and what it does to the world. Only for turns on the loop. */
final class AgentProcess {

    final int number;
    final Function<AgentConfig, Agent> maker;
    final Exchanges exchanges;
    final ContainerRuntime runtime;
    Agent agent;
    boolean up = true;
    boolean partitioned;

    /** Stopped, but not ended: what comes for it waits in line. */
    boolean paused;

    final List<AgentInput> waiting = new ArrayList<>();

    /** Set when what it has checkpointed is of no use: the next start is that of a new agent. */
    boolean over;

    /** The lead that it has last been told of. */
    long lead;

    final Set<ContainerID> alive = new LinkedHashSet<>();

    /** Wait statuses of containers that ended while the agent was down. */
    final Map<ContainerID, Integer> endedContainers = new LinkedHashMap<>();

    private final Cluster cluster;
    private final Runnable ended;

    /** @param ended called when it has ended by itself */
    AgentProcess(
            Cluster cluster,
            int number,
            AgentConfig config,
            Function<AgentConfig, Agent> maker,
            Exchanges exchanges,
            ContainerRuntime runtime,
            Runnable ended) {
        this.cluster = cluster;
        this.number = number;
        this.maker = maker;
        this.exchanges = exchanges;
        this.runtime = runtime;
        this.ended = ended;
        this.agent = maker.apply(config);
    }

    void perform(AgentEffect effect) {
        if (effect instanceof AgentEffect.Exit) {
            up = false;
            ended.run();
        } else if (effect instanceof AgentEffect.Answer answer) {
            exchanges.answer(answer.exchange(), answer.status(), answer.text());
        } else if (effect instanceof AgentEffect.AnswerMessage answer) {
            exchanges.answer(answer.exchange(), answer.message());
        } else if (effect instanceof AgentEffect.OpenStream open) {
            exchanges.openStream(open.exchange(), Headers.EMPTY);
        } else if (effect instanceof AgentEffect.EndStream end) {
            exchanges.endStream(end.exchange());
        } else if (effect instanceof AgentEffect.LaunchContainer launch) {
            alive.add(launch.launch().containerId());
            runtime.launch(launch.launch(), listener(launch.launch().containerId()));
        } else if (effect instanceof AgentEffect.LaunchNested nested) {
            runtime.launchNested(nested.launch(), listener(nested.launch().containerId()));
        } else if (effect instanceof AgentEffect.SignalContainer signal) {
            runtime.signal(signal.containerId(), signal.signal());
        } else if (effect instanceof AgentEffect.DestroyContainer destroy) {
            runtime.destroy(destroy.containerId());
        } else if (effect instanceof AgentEffect.DeleteSandbox delete) {
            runtime.deleteSandbox(delete.sandbox());
        } else if (effect instanceof AgentEffect.MakeVolume make) {
            runtime.makeVolume(make.directory());
        } else if (effect instanceof AgentEffect.LinkVolume link) {
            runtime.linkVolume(link.link(), link.directory());
        } else if (effect instanceof AgentEffect.RemoveVolume remove) {
            runtime.removeVolume(remove.directory(), remove.isMount());
        }
    }

    private ContainerRuntime.Listener listener(ContainerID containerId) {
        return new ContainerRuntime.Listener() {
            @Override
            public void started(long pid) {
                cluster.post(() -> cluster.toAgent(number, new AgentInput.ContainerStarted(containerId, pid)));
            }

            @Override
            public void sandboxFailed(String message) {
                cluster.post(() -> cluster.toAgent(number, new AgentInput.SandboxFailed(containerId, message)));
            }

            @Override
            public void unsupported() {
                cluster.post(() -> ended(containerId, -1, new AgentInput.ContainerUnsupported(containerId)));
            }

            @Override
            public void failed(String message, int status) {
                cluster.post(
                        () -> ended(containerId, status, new AgentInput.ContainerFailed(containerId, message, status)));
            }

            @Override
            public void exited(int status) {
                cluster.post(() -> ended(containerId, status, new AgentInput.ContainerExited(containerId, status)));
            }
        };
    }

    private void ended(ContainerID containerId, int status, AgentInput input) {
        alive.remove(containerId);
        if (up) {
            cluster.toAgent(number, input);
        } else {
            endedContainers.put(containerId, status);
        }
    }
}
