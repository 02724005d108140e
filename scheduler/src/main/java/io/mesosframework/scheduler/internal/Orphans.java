package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.tasks.Orphan;
import io.mesosframework.utils.TaskStates;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks that no slot holds, as last heard of. Written by the loop; read by any thread. */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** Of more than this, the rest is dealt with and not listed. */
    static final int MOST = 1000;

    private final Map<String, Orphan> known = new ConcurrentHashMap<>();
    private boolean toldOfMore;

    /** Enters what is heard; {@code aloud} for those that nobody here deals with. */
    void heard(TaskStatus status, boolean killed, boolean aloud, Instant now) {
        String taskId = status.getTaskId().getValue();
        if (TaskStates.isTerminal(status.getState())) {
            known.remove(taskId);
            return;
        }
        Orphan before = known.get(taskId);
        if (before == null && known.size() >= MOST) {
            if (!toldOfMore) {
                LOG.warn("There are more than {} tasks that no slot holds; the others are not listed", MOST);
            }
            toldOfMore = true;
            return;
        }
        if (before == null && aloud) {
            LOG.warn(
                    "Task {} on agent {} is held by no slot",
                    taskId,
                    status.getAgentId().getValue());
        }
        Instant since = before == null ? now : before.since();
        known.put(taskId, new Orphan(taskId, status.getAgentId().getValue(), status.getState(), since, killed));
    }

    void forget(String taskId) {
        known.remove(taskId);
    }

    List<Orphan> all() {
        return known.values().stream()
                .sorted(Comparator.comparing(Orphan::taskId))
                .toList();
    }
}
