package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.util.List;

/**
 * A slot that gets a task.
 *
 * @param slot which
 * @param agent where it runs
 * @param hostname the agent's host
 * @param address where the agent listens, as {@code host:port}
 * @param resources what it takes of the agent's offers, allocation included
 */
public record Assignment(SlotKey slot, AgentID agent, String hostname, String address, List<Resource> resources) {
    public Assignment {
        resources = List.copyOf(resources);
    }
}
