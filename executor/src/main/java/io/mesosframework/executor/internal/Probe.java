package io.mesosframework.executor.internal;

import io.mesosframework.protocol.CommandInfo;

/** How a check looks at the task. HTTP and TCP look at the loopback address (PROTOCOL C82). */
public sealed interface Probe {

    record Command(CommandInfo command) implements Probe {}

    /**
     * @param path with its leading slash; may hold a query
     */
    record Http(boolean tls, boolean ipv6, int port, String path) implements Probe {}

    record Tcp(boolean ipv6, int port) implements Probe {}
}
