package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A slot that gets a task.
 *
 * @param slot which
 * @param agent where it runs
 * @param hostname the agent's host
 * @param address where the agent listens, as {@code host:port}
 * @param resources what it takes of the agent's offers, allocation included; without what an executor takes
 * @param executor the executor that its task runs in, one that runs there or one to be started, whose resources are out of the offers too;
 *     null for one of Mesos' own, and needed for an application that has its own
 */
public record Assignment(
        SlotKey slot,
        AgentID agent,
        String hostname,
        String address,
        List<Resource> resources,
        @Nullable SlotExecutor executor) {
    public Assignment {
        resources = List.copyOf(resources);
    }

    /** For a task in an executor of Mesos' own. */
    public Assignment(SlotKey slot, AgentID agent, String hostname, String address, List<Resource> resources) {
        this(slot, agent, hostname, address, resources, null);
    }
}
