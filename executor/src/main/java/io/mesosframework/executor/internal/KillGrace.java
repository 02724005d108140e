package io.mesosframework.executor.internal;

import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;

/** How long a task has to end by itself when it is killed (PROTOCOL C62). */
final class KillGrace {

    /** Where neither the kill nor the task says anything. */
    static final Duration USUAL = Duration.ofSeconds(3);

    private KillGrace() {}

    /** The task's own policy, else 3 s. */
    static Duration of(TaskInfo task) {
        return of(KillPolicy.getDefaultInstance(), task);
    }

    /** The kill's own policy, else the task's, else 3 s. */
    static Duration of(KillPolicy kill, TaskInfo task) {
        KillPolicy chosen = kill.hasGracePeriod() ? kill : task.getKillPolicy();
        return chosen.hasGracePeriod()
                ? Duration.ofNanos(Math.max(0, chosen.getGracePeriod().getNanoseconds()))
                : USUAL;
    }
}
