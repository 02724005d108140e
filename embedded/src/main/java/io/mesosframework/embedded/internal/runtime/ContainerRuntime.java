package io.mesosframework.embedded.internal.runtime;

import io.mesosframework.embedded.internal.agent.ContainerLaunch;
import io.mesosframework.embedded.internal.agent.NestedLaunch;
import io.mesosframework.protocol.ContainerID;
import java.nio.file.Path;

/** Where an agent's containers run. No method blocks; listeners may be called on any thread, once per container. */
public interface ContainerRuntime extends AutoCloseable {

    /** How a container ended: by not starting, or after having run. */
    interface Listener {

        /** It runs; {@code pid} is its first process. */
        default void started(long pid) {}

        /** Not even its sandbox could be made. */
        default void sandboxFailed(String message) {
            failed(message, -1);
        }

        /** Containers of its type are not for this runtime. */
        default void unsupported() {
            failed("Unsupported type of container", -1);
        }

        /**
         * It does not run.
         *
         * @param status what its waiters are told, a raw wait status
         */
        void failed(String message, int status);

        /**
         * The container's process is gone.
         *
         * @param status its raw wait status, -1 if unknown
         */
        void exited(int status);
    }

    void launch(ContainerLaunch launch, Listener listener);

    /** A container inside an executor's. */
    default void launchNested(NestedLaunch launch, Listener listener) {
        listener.failed("There are no containers inside others here", -1);
    }

    /** Sends a signal to the container's first process; unknown containers are ignored. */
    default void signal(ContainerID containerId, int signal) {}

    /** Removes a sandbox and all in it. */
    default void deleteSandbox(Path sandbox) {}

    /** The agent was away and listens again: what has no connection to lose may speak. */
    default void agentIsBack() {}

    /** Ends all that runs in the container; unknown ones are ignored. */
    void destroy(ContainerID containerId);

    /** Makes a persistent volume's directory, if this runtime has files at all; as the next two, done when it returns. */
    default void makeVolume(Path directory) {}

    /** Puts a persistent volume into a sandbox, which may not exist yet. */
    default void linkVolume(Path link, Path directory) {}

    /**
     * Takes a persistent volume's directory away with all that is in it.
     *
     * @param isMount whether it is a whole MOUNT disk: then the directory stays, and only what is in it goes
     */
    default void removeVolume(Path directory, boolean isMount) {}

    /** Ends all that runs in any, and waits for it. */
    @Override
    void close();
}
