package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.internal.ReservedResources;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who has what an agent does not offer, as far as a framework can know: its own slots, and reservations for its role. */
final class Holders {

    private static final int NAMED = 3;

    private final @Nullable TaskManager tasks;

    /** @param tasks whose slots are asked; null where none have tasks */
    Holders(@Nullable TaskManager tasks) {
        this.tasks = tasks;
    }

    /** In words that go on with a sentence; none where nobody is known. */
    String of(Lack lack, Room room) {
        return slots(lack, room) + reservations(lack, room);
    }

    private String slots(Lack lack, Room room) {
        if (tasks == null) {
            return "";
        }
        Set<SlotKey> keys = new TreeSet<>();
        tasks.slotsOn(room.facts().id()).stream()
                .filter(slot -> slot.state().hasTask())
                .map(Slot::key)
                .forEach(keys::add);
        room.assignments().forEach(assignment -> keys.add(assignment.slot()));
        long taken = 0;
        List<String> names = new ArrayList<>();
        for (SlotKey key : keys) {
            long takes = tasks.specification(key.application())
                    .map(Specification::application)
                    .map(application -> millis(lack, application.resources()))
                    .orElse(0L);
            if (takes > 0) {
                taken += takes;
                names.add(key.toString());
            }
        }
        return names.isEmpty()
                ? ""
                : "; " + few(names) + " of this framework " + (names.size() == 1 ? "has " : "have ") + Room.text(taken);
    }

    private static String few(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }

    private static String reservations(Lack lack, Room room) {
        if (room.keptForSlots().isEmpty()) {
            return "";
        }
        String own = room.offers().get(0).getFrameworkId().getValue();
        Map<String, Long> kept = new TreeMap<>();
        for (Resource resource : room.keptForSlots()) {
            if (resource.getName().equals(name(lack))) {
                kept.merge(
                        ReservedResources.framework(resource),
                        Math.round(resource.getScalar().getValue() * 1000),
                        Long::sum);
            }
        }
        return kept.entrySet().stream()
                .map(entry -> "; " + Room.text(entry.getValue())
                        + (entry.getKey().equals(own)
                                ? " are reserved for slots of this framework"
                                : " are reserved for slots of framework " + entry.getKey()
                                        + ", to be freed by an operator if that is gone"))
                .collect(Collectors.joining());
    }

    private static String name(Lack lack) {
        return switch (lack.reason()) {
            case CPUS -> "cpus";
            case MEM -> "mem";
            case DISK -> "disk";
            case GPUS -> "gpus";
            default -> lack.name();
        };
    }

    /** Of scalars; 0 of all else. */
    private static long millis(Lack lack, ResourceNeeds needs) {
        return switch (lack.reason()) {
            case CPUS -> needs.cpusMillis();
            case MEM -> needs.memMillis();
            case DISK -> needs.rootDiskMillis();
            case GPUS -> 1000L * needs.gpus();
            default -> 0;
        };
    }
}
