package io.mesosframework.scheduler.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something mounted into a container.
 *
 * @param containerPath where; a relative path is one of the sandbox
 * @param mode whether it can be written to
 * @param source what is mounted
 */
public record Volume(String containerPath, Mode mode, Source source) {

    /** @throws InvalidApplicationsException if the path is empty */
    public Volume {
        Problems problems = new Problems();
        problems.check("container_path", Rules.filled(containerPath));
        problems.throwIfAny();
    }

    /** Whether it can be written to. */
    public enum Mode {
        /** Read and write. The default. */
        RW("rw"),
        /** Read only. */
        RO("ro");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        /** The word in JSON. */
        public String text() {
            return text;
        }
    }

    /** What is mounted. */
    public sealed interface Source permits Host, Docker, SandboxPath {}

    /** A file or folder of the agent; a relative path is one of the sandbox. */
    public record Host(String path) implements Source {

        /** @throws InvalidApplicationsException if the path is empty */
        public Host {
            Problems problems = new Problems();
            problems.check("host_path", Rules.filled(path));
            problems.throwIfAny();
        }
    }

    /**
     * A volume of one of Docker's volume drivers.
     *
     * @param driver Docker's own where empty
     * @param options for the driver, in the order given
     */
    public record Docker(Optional<String> driver, String name, Map<String, String> options) implements Source {

        /** @throws InvalidApplicationsException if a name is empty */
        public Docker {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
            Problems problems = new Problems();
            driver.ifPresent(given -> problems.check("source.docker_volume.driver", Rules.filled(given)));
            problems.check("source.docker_volume.name", Rules.filled(name));
            options.forEach((key, value) -> {
                String path = Paths.field("source.docker_volume.driver_opts", key);
                problems.check(path, Rules.filled(key));
                problems.check(path, Rules.text(value));
            });
            problems.throwIfAny();
        }
    }

    /**
     * A folder of a sandbox, made where it is not there. Tasks of a group share what each of them mounts of their parent's.
     *
     * @param of whose sandbox
     * @param path within it, relative
     */
    public record SandboxPath(Of of, String path) implements Source {

        /** Whose sandbox. */
        public enum Of {
            /** The task's own. */
            SELF,
            /** The executor's that runs the task's group: only for tasks of a {@link TaskGroup}. */
            PARENT
        }

        /** @throws InvalidApplicationsException if the path is empty or leads out of the sandbox */
        public SandboxPath {
            Problems problems = new Problems();
            problems.check("source.sandbox_path.path", Rules.within(path));
            problems.throwIfAny();
        }
    }

    /** A folder that the tasks of a group share: that of their executor's sandbox. */
    public static Volume shared(String path, String containerPath, Mode mode) {
        return new Volume(containerPath, mode, new SandboxPath(SandboxPath.Of.PARENT, path));
    }

    /** A file or folder of the agent. */
    public static Volume host(String hostPath, String containerPath, Mode mode) {
        return new Volume(containerPath, mode, new Host(hostPath));
    }

    /** A volume of one of Docker's volume drivers. */
    public static Volume docker(String driver, String name, String containerPath, Mode mode) {
        return new Volume(containerPath, mode, new Docker(Optional.of(driver), name, Map.of()));
    }
}
