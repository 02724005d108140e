package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.ResourceProviderID;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.internal.ReservedResources;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The slots that are to reserve what they take, and what of the offers can be reserved. They are placed before the others, on that
 * alone.
 */
final class Reservable {

    private final List<Slot> keeping;
    private final List<Slot> others;
    private final Map<OfferID, Offer> originals = new HashMap<>();

    private Reservable(List<Slot> keeping, List<Slot> others) {
        this.keeping = keeping;
        this.others = others;
    }

    static Reservable of(List<Slot> pending, TaskManager tasks) {
        Set<String> applications = tasks.specifications().stream()
                .map(Specification::application)
                .filter(application -> application.resources().reservation().kept())
                .map(application -> application.name())
                .collect(Collectors.toSet());
        if (applications.isEmpty()) {
            return new Reservable(List.of(), pending);
        }
        Map<Boolean, List<Slot>> parted = pending.stream()
                .collect(Collectors.partitioningBy(
                        slot -> applications.contains(slot.key().application())));
        return new Reservable(Objects.requireNonNull(parted.get(true)), Objects.requireNonNull(parted.get(false)));
    }

    List<Slot> keeping() {
        return keeping;
    }

    List<Slot> others() {
        return others;
    }

    /** Makes the round of the slots that reserve, on what can be reserved of these offers. */
    Round round(Collection<Offer> offers, Function<Collection<Offer>, Round> maker) {
        List<Offer> reservable = new ArrayList<>();
        if (!keeping.isEmpty()) {
            for (Offer offer : offers) {
                originals.put(offer.getId(), offer);
                reservable.add(reservable(offer));
            }
        }
        return maker.apply(reservable);
    }

    private static Offer reservable(Offer offer) {
        String role = offer.getAllocationInfo().getRole();
        List<Resource> resources = offer.getResourcesList().stream()
                .filter(resource -> ReservedResources.isReservable(resource, role))
                .collect(Collectors.toCollection(ArrayList::new));
        // A volume is of one piece.
        Map<Disk, Resource> largest = new HashMap<>();
        resources.stream()
                .filter(Reservable::isDivided)
                .forEach(disk ->
                        largest.merge(Disk.of(disk), disk, (one, other) -> size(other) > size(one) ? other : one));
        resources.removeIf(resource -> isDivided(resource) && !resource.equals(largest.get(Disk.of(resource))));
        return offer.toBuilder().clearResources().addAllResources(resources).build();
    }

    private record Disk(Resource.DiskInfo info, ResourceProviderID provider) {
        static Disk of(Resource resource) {
            return new Disk(resource.getDisk(), resource.getProviderId());
        }
    }

    /** Whether it is a disk that may be offered in parts. */
    private static boolean isDivided(Resource resource) {
        return resource.getName().equals("disk")
                && resource.getDisk().getSource().getType() != Resource.DiskInfo.Source.Type.MOUNT;
    }

    private static double size(Resource resource) {
        return resource.getScalar().getValue();
    }

    /** The offers of such a room as they were. */
    List<Offer> originals(Room room) {
        return room.ids().stream()
                .map(id -> Objects.requireNonNull(originals.get(id)))
                .toList();
    }
}
