package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.protocol.ContainerID;

/** Where an agent's containers run. No method blocks; listeners may be called on any thread, once per container. */
public interface ContainerRuntime extends AutoCloseable {

    /** How a container ended: by not starting, or after having run. */
    interface Listener {

        void failed(String message);

        /**
         * The container's process is gone.
         *
         * @param status its raw wait status, -1 if unknown
         */
        void exited(int status);
    }

    void launch(ContainerLaunch launch, Listener listener);

    /** Ends all that runs in the container; unknown ones are ignored. */
    void destroy(ContainerID containerId);

    /** Ends all that runs in any, and waits for it. */
    @Override
    void close();
}
