package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Resource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent as its last offer told of it. Of one that has offered nothing since this instance started, but that slots have tasks on,
 * there are but its id, name and address.
 *
 * @param id its id in Mesos
 * @param hostname its host
 * @param address where it listens, as {@code host:port}; empty where that is not known
 * @param region the name of the region of its fault domain; empty where it has none
 * @param zone the name of its zone; empty where it has none
 * @param attributes what marks it
 * @param offered what it offered last
 * @param offeredAt when it did; null where it has not
 */
public record KnownAgent(
        String id,
        String hostname,
        String address,
        String region,
        String zone,
        List<Attribute> attributes,
        List<Resource> offered,
        @Nullable Instant offeredAt) {

    public KnownAgent {
        attributes = List.copyOf(attributes);
        offered = List.copyOf(offered);
    }
}
