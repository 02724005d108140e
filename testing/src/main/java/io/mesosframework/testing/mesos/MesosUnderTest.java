package io.mesosframework.testing.mesos;

import java.util.List;

/** What all modes of {@link MesosCluster} have. Safe for use by any thread. */
public interface MesosUnderTest extends AutoCloseable {

    /** Which it is. */
    MesosCluster.Mode mode();

    /** A master's address, {@code host:port}; that of the first where there are several. */
    default String master() {
        return masters().get(0);
    }

    /** All masters, {@code host:port}. */
    List<String> masters();

    /** The agents, {@code host:port}, in their order; none where they are scripted. */
    List<String> agents();

    /** Ends it and all that runs on it. Tests need not: the extension does. */
    @Override
    void close();
}
