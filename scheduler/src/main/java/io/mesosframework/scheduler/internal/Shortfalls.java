package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Why each pending slot is pending. Learns on the loop, tells any thread at any time. */
final class Shortfalls {

    private record Seen(Map<SlotKey, Shortfall> bySlot, Map<String, Shortfall> byApplication) {}

    private final TaskManager tasks;
    private final Predicate<Application> isNarrowed;
    private final Function<SlotKey, Optional<Shortfall>> waiting;
    /** What became of launches that failed, by slot. */
    private final Map<SlotKey, String> failures = new ConcurrentHashMap<>();

    private volatile Seen seen = new Seen(Map.of(), Map.of());

    /**
     * @param isNarrowed whether the master is asked only for agents that suit the application
     * @param waiting why a slot waits that is not to be placed
     */
    Shortfalls(TaskManager tasks, Predicate<Application> isNarrowed, Function<SlotKey, Optional<Shortfall>> waiting) {
        this.tasks = tasks;
        this.waiting = waiting;
        this.isNarrowed = isNarrowed;
    }

    /**
     * A place was found for a slot, and this became of its launch.
     *
     * @param failure in words; empty where there was none
     */
    void launched(SlotKey slot, String failure) {
        if (failure.isEmpty()) {
            failures.remove(slot);
        } else {
            failures.put(slot, failure);
        }
    }

    /** What the last round of placing has found. */
    void learn(Collection<Shortfall> found) {
        Map<SlotKey, Shortfall> bySlot = new HashMap<>();
        Map<String, Shortfall> byApplication = new HashMap<>();
        for (Shortfall shortfall : found) {
            bySlot.put(shortfall.slot(), shortfall);
            byApplication.put(shortfall.slot().application(), shortfall);
        }
        failures.keySet().removeIf(slot -> bySlot.containsKey(slot) || !isPending(slot));
        seen = new Seen(bySlot, byApplication);
    }

    private boolean isPending(SlotKey key) {
        return tasks.slot(key).filter(slot -> slot.state() == SlotState.PENDING).isPresent();
    }

    /** For each pending slot; one that no round has looked at yet shares what is known of others of its application. */
    List<Shortfall> all() {
        Seen known = seen;
        Map<String, Boolean> narrowed = new HashMap<>();
        return tasks.slotsIn(SlotState.PENDING).stream()
                .map(slot -> {
                    Optional<Shortfall> waits = waiting.apply(slot.key());
                    if (waits.isPresent()) {
                        return waits.get();
                    }
                    String failure = failures.get(slot.key());
                    if (failure != null) {
                        return Shortfall.launchFailed(slot.key(), failure);
                    }
                    String application = slot.key().application();
                    Shortfall like = known.bySlot.getOrDefault(slot.key(), known.byApplication.get(application));
                    return new Shortfall(
                            slot.key(),
                            like == null ? 0 : like.agents(),
                            narrowed.computeIfAbsent(application, this::isNarrowed),
                            like == null ? List.<Cause>of() : like.causes());
                })
                .toList();
    }

    private boolean isNarrowed(String application) {
        return tasks.specification(application)
                .filter(specification -> isNarrowed.test(specification.application()))
                .isPresent();
    }
}
