package io.mesosframework.scheduler.tasks;

import io.mesosframework.scheduler.application.Application;

/**
 * An application under its version.
 *
 * @param application what is wanted
 * @param version counts every change from 1
 * @param taskVersion the version at which what tasks are made from last became as it is: tasks of slots of any other version are
 *     replaced. Going back to an earlier specification brings back its task version
 * @param updateVersion the version at which something other than the number of instances last changed
 * @param deleted whether it goes away once all of its tasks have ended
 */
public record Specification(Application application, int version, int taskVersion, int updateVersion, boolean deleted) {

    /** The first version of an application. */
    public static Specification first(Application application) {
        return new Specification(application, 1, 1, 1, false);
    }

    /** The next version; the same one where nothing changes. */
    public Specification next(Application wanted) {
        int next = version + 1;
        if (deleted) {
            return new Specification(wanted, next, next, next, false);
        }
        if (wanted.equals(application)) {
            return this;
        }
        boolean sameTask = wanted.task().equals(application.task());
        boolean onlyScaled = wanted.equals(application.withInstances(wanted.instances()));
        return new Specification(wanted, next, sameTask ? taskVersion : next, onlyScaled ? updateVersion : next, false);
    }

    /** An earlier specification anew: tasks that were made from it are left alone. */
    public Specification back(Specification earlier) {
        int next = version + 1;
        return new Specification(earlier.application, next, earlier.taskVersion, next, false);
    }

    /** The same wish with new tasks for all slots. */
    public Specification again() {
        return new Specification(application, version + 1, version + 1, version + 1, false);
    }

    /** To go away with its last task. */
    public Specification delete() {
        return new Specification(application, version, taskVersion, updateVersion, true);
    }
}
