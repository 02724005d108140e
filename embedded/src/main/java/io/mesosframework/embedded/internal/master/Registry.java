package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.DrainInfo;
import io.mesosframework.protocol.MachineID;
import io.mesosframework.protocol.maintenance.Schedule;
import io.mesosframework.protocol.quota.QuotaConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What outlives a master: all that the next leader begins with (PROTOCOL F31). The masters of a cluster share it, in memory;
 * only the leading one touches it, on the cluster's loop.
 */
public final class Registry {

    static final Duration GC_INTERVAL = Duration.ofMinutes(15);
    private static final Duration GC_MAX_AGE = Duration.ofDays(14);
    private static final int GC_MAX_COUNT = 102_400;

    /** Those that are part of the cluster, whether they are up or not. */
    final Map<AgentID, AgentInfo> admitted = new LinkedHashMap<>();

    /** Since when, oldest first. */
    final Map<AgentID, Instant> unreachable = new LinkedHashMap<>();

    /** Since when, oldest first; these never return. */
    final Map<AgentID, Instant> gone = new LinkedHashMap<>();

    final Map<AgentID, DrainInfo> draining = new LinkedHashMap<>();
    final Set<AgentID> deactivated = new LinkedHashSet<>();

    @Nullable
    Schedule schedule;

    /** By role. */
    final Map<String, QuotaConfig> quotas = new TreeMap<>();

    /** By role. */
    final Map<String, Double> weights = new TreeMap<>();

    final Set<MachineID> down = new LinkedHashSet<>();

    void admit(AgentInfo info) {
        unreachable.remove(info.getId());
        admitted.put(info.getId(), info);
    }

    void markUnreachable(AgentID id, Instant now) {
        admitted.remove(id);
        unreachable.put(id, now);
    }

    void markGone(AgentID id, Instant now) {
        remove(id);
        gone.put(id, now);
    }

    /** As if it had never been; what is known of its draining goes too. */
    void remove(AgentID id) {
        admitted.remove(id);
        unreachable.remove(id);
        draining.remove(id);
        deactivated.remove(id);
    }

    /** Whoever is unreachable or gone too long is forgotten; so are the oldest of too many (PROTOCOL F7). */
    void collectGarbage(Instant now) {
        for (Map<AgentID, Instant> marked : List.of(unreachable, gone)) {
            Iterator<Map.Entry<AgentID, Instant>> oldest = marked.entrySet().iterator();
            int excess = marked.size() - GC_MAX_COUNT;
            while (oldest.hasNext()) {
                Instant since = oldest.next().getValue();
                if (excess <= 0 && Duration.between(since, now).compareTo(GC_MAX_AGE) <= 0) {
                    break;
                }
                oldest.remove();
                excess--;
            }
        }
    }
}
