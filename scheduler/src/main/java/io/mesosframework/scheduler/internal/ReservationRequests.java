package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Mesos to reserve what slots keep. For the loop alone. */
final class ReservationRequests {

    private static final Logger LOG = LoggerFactory.getLogger(ReservationRequests.class);

    private final ReservationBook book;
    private final TaskManager tasks;
    private final Optional<String> principal;

    /** @param principal the framework's */
    ReservationRequests(ReservationBook book, TaskManager tasks, Optional<String> principal) {
        this.book = book;
        this.tasks = tasks;
        this.principal = principal;
    }

    /** The operations that reserve what a slot is given, and make its volume; none where that cannot be reserved. */
    List<Offer.Operation> reserve(Assignment assignment, FrameworkID framework, Instant now) {
        ResourceNeeds needs = KeptNeeds.of(tasks, assignment.slot()).orElseThrow();
        String role = assignment.resources().isEmpty()
                ? ""
                : assignment.resources().get(0).getAllocationInfo().getRole();
        Optional<PersistentVolume> volume = needs.reservation().volume();
        long disks = assignment.resources().stream()
                .filter(resource -> resource.getName().equals("disk"))
                .count();
        boolean reservable = needs.role().filter(role::equals).isPresent()
                && assignment.resources().stream().allMatch(one -> ReservedResources.isReservable(one, role));
        if (!reservable || (volume.isPresent() && disks != 1)) {
            LOG.error("Slot {} cannot reserve {}", assignment.slot(), assignment.resources());
            return List.of();
        }
        SlotReservation reservation = book.reserve(
                assignment.slot(),
                role,
                volume.map(PersistentVolume::id),
                assignment.agent().getValue(),
                assignment.hostname(),
                now);
        Optional<String> by = principal.or(() -> volume.flatMap(PersistentVolume::principal));
        List<Resource> reserved =
                ReservedResources.reserved(assignment.resources(), role, by, framework.getValue(), reservation.id());
        List<Offer.Operation> operations = new ArrayList<>();
        for (Operation operation : reservation.open()) {
            operations.add(
                    operation.kind() == Kind.RESERVE
                            ? ReservedResources.reserve(operation.id(), reserved)
                            : ReservedResources.create(
                                    operation.id(), created(reserved, volume.orElseThrow(), reservation, by)));
        }
        return operations;
    }

    private static Resource created(
            List<Resource> reserved, PersistentVolume volume, SlotReservation reservation, Optional<String> by) {
        Resource disk = reserved.stream()
                .filter(resource -> resource.getName().equals("disk"))
                .findFirst()
                .orElseThrow();
        return ReservedResources.volume(disk, volume, String.valueOf(reservation.volume()), by);
    }
}
