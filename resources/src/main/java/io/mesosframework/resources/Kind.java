package io.mesosframework.resources;

import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.utils.MalformedValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All of a resource but how much there is of it. What is equal here is the same stuff, and may be added up unless it is
 * exclusive (PROTOCOL D17-D20). Reservations are always in the newer format.
 */
final class Kind {

    private final Resource resource;
    private final int hash;

    /** Whether it is one whole that cannot be divided or joined: a mount, a block device, a volume. */
    private final boolean exclusive;

    private Kind(Resource resource) {
        this.resource = resource;
        this.hash = hash(resource);
        this.exclusive = isExclusive(resource);
    }

    static Kind of(Resource resource) {
        if (resource.getName().isEmpty()) {
            throw new MalformedValueException("A resource has no name");
        }
        return new Kind(ResourceFormats.toStack(resource).toBuilder()
                .clearScalar()
                .clearRanges()
                .clearSet()
                .build());
    }

    /** The resource without its amount. */
    Resource resource() {
        return resource;
    }

    String name() {
        return resource.getName();
    }

    boolean isShared() {
        return resource.hasShared();
    }

    boolean isExclusive() {
        return exclusive;
    }

    /** Disregards what says how a resource is used and not what it is: a volume's mount point, a volume's principal. */
    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Kind that && hash == that.hash && sameStuff(resource, that.resource));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private static boolean sameStuff(Resource left, Resource right) {
        return left.getName().equals(right.getName())
                && left.getType() == right.getType()
                && left.hasAllocationInfo() == right.hasAllocationInfo()
                && left.getAllocationInfo()
                        .getRole()
                        .equals(right.getAllocationInfo().getRole())
                && sameReservations(left.getReservationsList(), right.getReservationsList())
                && left.hasDisk() == right.hasDisk()
                && (!left.hasDisk() || sameDisk(left.getDisk(), right.getDisk()))
                && left.hasRevocable() == right.hasRevocable()
                && left.hasProviderId() == right.hasProviderId()
                && left.getProviderId().getValue().equals(right.getProviderId().getValue())
                && left.hasShared() == right.hasShared();
    }

    private static boolean sameReservations(List<ReservationInfo> left, List<ReservationInfo> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!sameReservation(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameReservation(ReservationInfo left, ReservationInfo right) {
        return left.getType() == right.getType()
                && left.getRole().equals(right.getRole())
                && left.hasPrincipal() == right.hasPrincipal()
                && left.getPrincipal().equals(right.getPrincipal())
                && left.hasLabels() == right.hasLabels()
                && sameLabels(
                        left.getLabels().getLabelsList(), right.getLabels().getLabelsList());
    }

    static boolean sameLabels(List<Label> left, List<Label> right) {
        if (left.size() != right.size()) {
            return false;
        }
        List<Label> rest = new ArrayList<>(right);
        return left.stream().allMatch(rest::remove);
    }

    private static boolean sameDisk(DiskInfo left, DiskInfo right) {
        return left.hasSource() == right.hasSource()
                && left.getSource().equals(right.getSource())
                && left.hasPersistence() == right.hasPersistence()
                && left.getPersistence().getId().equals(right.getPersistence().getId());
    }

    /** A source of a type that this release does not know is not divided either. */
    private static boolean isExclusive(Resource resource) {
        DiskInfo disk = resource.getDisk();
        if (disk.hasPersistence()) {
            return true;
        }
        Source source = disk.getSource();
        return switch (source.getType()) {
            case PATH -> false;
            case RAW -> source.hasId();
            case MOUNT, BLOCK -> true;
            case UNKNOWN -> disk.hasSource();
        };
    }

    private static int hash(Resource resource) {
        int hash = Objects.hash(
                resource.getName(),
                resource.getType(),
                resource.getAllocationInfo().getRole(),
                resource.getDisk().getPersistence().getId(),
                resource.hasRevocable(),
                resource.hasShared());
        for (ReservationInfo reservation : resource.getReservationsList()) {
            hash = 31 * hash + reservation.getRole().hashCode();
        }
        return hash;
    }
}
