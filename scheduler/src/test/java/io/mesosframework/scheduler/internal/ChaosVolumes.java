package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.SlotKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tasks of slots with a volume must find there: all that the slot's earlier tasks wrote, unless their agent is gone. */
final class ChaosVolumes {

    private final Map<SlotKey, String> last = new HashMap<>();
    private final Map<String, List<String>> expected = new HashMap<>();
    private final Set<String> lost = new HashSet<>();

    /** @param present whether its slot holds the task: a late one of an earlier slot of the same name proves nothing */
    void finds(SlotKey slot, String task, String volume, List<String> written, boolean present) {
        List<String> earlier = expected.computeIfAbsent(volume, fresh -> new ArrayList<>());
        require(written.equals(earlier), task + " finds " + written + " and should find " + earlier);
        earlier.add(task);
        if (present) {
            String before = last.put(slot, volume);
            require(
                    before == null || before.equals(volume) || lost.contains(before),
                    task + " has " + volume + ", and " + before + " of its slot is forgotten");
        }
    }

    /** Slots that are gone have no claim to what they kept; one of the same name later is another slot. */
    void forget(DefaultTaskManager tasks) {
        last.keySet().removeIf(slot -> tasks.slot(slot).isEmpty());
    }

    void lost(Set<String> volumes) {
        lost.addAll(volumes);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
