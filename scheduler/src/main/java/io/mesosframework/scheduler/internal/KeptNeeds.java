package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What slots keep, by the specification of their application. */
final class KeptNeeds {

    private KeptNeeds() {}

    /** What a slot's task needs; empty where there is no such application. */
    static Optional<ResourceNeeds> of(TaskManager tasks, SlotKey slot) {
        return tasks.specification(slot.application())
                .map(specification -> specification.application().resources());
    }

    /** What is wrong with an application put in the place of another one, or of what that has left. */
    static @Nullable String fault(Optional<Specification> before, ResourceNeeds after) {
        if (before.isEmpty()) {
            return null;
        }
        ResourceNeeds present = before.get().application().resources();
        if (!present.reservation().kept() || withoutMount(present).equals(withoutMount(after))) {
            return null;
        }
        return before.get().deleted()
                ? "the application of this name still gives back what its slots have reserved: try again when it is gone"
                : "what slots keep cannot be changed: delete the application, and put it again when it is gone";
    }

    /** Where a volume is mounted is the task's matter. */
    private static ResourceNeeds withoutMount(ResourceNeeds needs) {
        return needs.reservation()
                .volume()
                .map(volume -> needs.withReservation(Reservation.with(PersistentVolume.of(volume.id(), "any"))))
                .orElse(needs);
    }
}
