package io.mesosframework.scheduler.tasks;

import io.mesosframework.scheduler.application.Application;

/**
 * An application under its version.
 *
 * @param application what is wanted
 * @param version counts every change from 1
 * @param taskVersion the version at which something other than the number of instances last changed: tasks of slots of
 *     an older version are replaced
 * @param deleted whether it goes away once all of its tasks have ended
 */
public record Specification(Application application, int version, int taskVersion, boolean deleted) {

    /** The first version of an application. */
    public static Specification first(Application application) {
        return new Specification(application, 1, 1, false);
    }

    /** The next version; the same one where nothing changes. */
    public Specification next(Application wanted) {
        if (!deleted && wanted.equals(application)) {
            return this;
        }
        boolean onlyScaled = !deleted && wanted.equals(application.withInstances(wanted.instances()));
        return new Specification(wanted, version + 1, onlyScaled ? taskVersion : version + 1, false);
    }

    /** The same wish with new tasks for all slots. */
    public Specification again() {
        return new Specification(application, version + 1, version + 1, false);
    }

    /** To go away with its last task. */
    public Specification delete() {
        return new Specification(application, version, taskVersion, true);
    }
}
