package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces the tasks of older versions of an application, one at a time: the next one only when the one before is up in
 * its new version. Remembers which applications may have such tasks.
 */
final class Rollout {

    private final Set<String> open = new HashSet<>();

    void begin(String application) {
        open.add(application);
    }

    void end(String application) {
        open.remove(application);
    }

    boolean isOpen(String application) {
        return open.contains(application);
    }

    /** The slot whose task is to be replaced now; ends the rollout where nothing is left to replace. */
    Optional<Slot> next(Specification specification, List<Slot> slots) {
        Optional<Slot> outdated = slots.stream()
                .filter(slot -> slot.version() < specification.taskVersion()
                        && slot.state().hasTask())
                .findFirst();
        if (outdated.isEmpty()) {
            end(specification.application().name());
        }
        return outdated.filter(
                slot -> slot.intent() == null && slots.stream().noneMatch(other -> isOnItsWay(other, specification)));
    }

    private static boolean isOnItsWay(Slot slot, Specification specification) {
        boolean isNew = slot.version() == specification.taskVersion();
        return slot.intent() != null
                || (isNew && !isUp(slot, specification) && !slot.state().isDone());
    }

    private static boolean isUp(Slot slot, Specification specification) {
        return switch (slot.state()) {
            case HEALTHY -> true;
            case RUNNING -> specification.application().healthCheck().isEmpty();
            default -> false;
        };
    }
}
