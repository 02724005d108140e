package io.mesosframework.scheduler.application;

import java.util.Optional;

/**
 * A disk of the agent's other than its root disk. How many an agent has, and where, its operator says.
 *
 * @param type whether it may be divided
 * @param root where it is on the agent, just as the agent says it; any disk of the type where empty
 */
public record DiskSource(Type type, Optional<String> root) {

    /** @throws InvalidApplicationsException if the root is no path */
    public DiskSource {
        Problems problems = new Problems();
        root.ifPresent(path -> problems.check(type.text(), Rules.filled(path)));
        problems.throwIfAny();
    }

    /** Mesos' kinds of disks that an agent is configured with. */
    public enum Type {
        /** Several tasks may have a part of it. */
        PATH("path"),
        /** A task has all of it. */
        MOUNT("mount");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** The word in JSON, which is the name of the root's field too. */
        public String text() {
            return text;
        }
    }

    /** Any disk that may be divided. */
    public static DiskSource path() {
        return new DiskSource(Type.PATH, Optional.empty());
    }

    /** The one that is there. */
    public static DiskSource path(String root) {
        return new DiskSource(Type.PATH, Optional.of(root));
    }

    /** Any disk that is taken whole. */
    public static DiskSource mount() {
        return new DiskSource(Type.MOUNT, Optional.empty());
    }

    /** The one that is there. */
    public static DiskSource mount(String root) {
        return new DiskSource(Type.MOUNT, Optional.of(root));
    }
}
