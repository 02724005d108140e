package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.resources.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who uses and who is offered how much, counted in one pass over the books. */
final class Usage {

    final Map<AgentID, Resources> usedOn = new HashMap<>();
    final Map<AgentID, Resources> offeredOn = new HashMap<>();
    final Map<FrameworkID, Resources> usedBy = new HashMap<>();
    final Map<FrameworkID, Resources> offeredTo = new HashMap<>();

    /** Which frameworks have tasks or executors on an agent. */
    final Map<AgentID, Set<FrameworkID>> frameworksOn = new HashMap<>();

    static Usage of(MasterState state) {
        Usage usage = new Usage();
        state.frameworks.values().forEach(usage::addUsed);
        state.offers.values().forEach(offer -> {
            usage.offeredOn.merge(offer.agentId(), offer.resources(), Resources::plus);
            usage.offeredTo.merge(offer.frameworkId(), offer.resources(), Resources::plus);
        });
        return usage;
    }

    private void addUsed(FrameworkRecord framework) {
        for (TaskRecord task : framework.tasks.values()) {
            if (task.isTerminal()) {
                frameworksOn.computeIfAbsent(task.agentId, a -> new HashSet<>()).add(framework.id());
            } else {
                add(framework.id(), task.agentId, Resources.of(task.info.getResourcesList()));
            }
        }
        framework.executors.forEach((agent, executors) -> executors
                .values()
                .forEach(executor -> add(framework.id(), agent, Resources.of(executor.getResourcesList()))));
        framework.completedTasks.forEach(task ->
                frameworksOn.computeIfAbsent(task.agentId, a -> new HashSet<>()).add(framework.id()));
    }

    private void add(FrameworkID framework, AgentID agent, Resources resources) {
        usedBy.merge(framework, resources, Resources::plus);
        usedOn.merge(agent, resources, Resources::plus);
        frameworksOn.computeIfAbsent(agent, a -> new HashSet<>()).add(framework);
    }

    Resources usedOn(AgentID agent) {
        return usedOn.getOrDefault(agent, Resources.EMPTY);
    }

    Resources offeredOn(AgentID agent) {
        return offeredOn.getOrDefault(agent, Resources.EMPTY);
    }

    Resources usedBy(FrameworkID framework) {
        return usedBy.getOrDefault(framework, Resources.EMPTY);
    }

    Resources offeredTo(FrameworkID framework) {
        return offeredTo.getOrDefault(framework, Resources.EMPTY);
    }
}
