package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A container to be, inside an executor's.
 *
 * @param container the default instance if nothing is asked of it
 * @param environment the whole of it but for what the command adds
 * @param user whose processes it has, if the agent may choose
 */
public record NestedLaunch(
        ContainerID containerId,
        CommandInfo command,
        ContainerInfo container,
        Path sandbox,
        Map<String, String> environment,
        Optional<String> user) {

    public NestedLaunch {
        environment = Map.copyOf(environment);
    }
}
