package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.TaskReport;
import org.jspecify.annotations.Nullable;

/**
 * Why a slot changes.
 *
 * @param report what Mesos said; null where it was not Mesos
 * @param words why, where it was us; empty where Mesos said it
 */
record Cause(@Nullable TaskReport report, String words) {

    static Cause of(TaskReport report) {
        return new Cause(report, "");
    }

    /** Constant texts only: very many slots remember them. */
    static Cause ours(String words) {
        return new Cause(null, words);
    }
}
