package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.AllocationInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.structures.RangeSet;
import io.mesosframework.utils.MalformedValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An immutable bag of resources with the arithmetic of the Mesos master: what it says an offer holds, or what is left after a
 * task, is what the master says (PROTOCOL D1-D28).
 *
 * <p>Scalars are exact to a thousandth. Resources that differ in anything but their amount (role, reservation, disk, provider
 * and so on) stay apart. Reservations are written in the newer format, with {@code reservations}, whichever they came in;
 * {@link ResourceFormats#toSingle} gives the older one. What is zero or empty is dropped.
 */
public final class Resources {

    /** Nothing. */
    public static final Resources EMPTY = new Resources(List.of());

    private final List<Holding> holdings;

    private Resources(List<Holding> holdings) {
        this.holdings = holdings;
    }

    /**
     * The sum of the resources.
     *
     * @throws MalformedValueException if one has no name, not the value that its type says, or a value that cannot be. Other rules
     *     of Mesos are checked by {@link ResourceValidation} only, so that what a newer master offers can be counted
     */
    public static Resources of(Collection<Resource> resources) {
        List<Holding> holdings = new ArrayList<>(resources.size());
        for (Resource resource : resources) {
            add(holdings, Holding.of(resource));
        }
        return of(holdings);
    }

    /** The sum of the resources; see {@link #of(Collection)}. */
    public static Resources of(Resource... resources) {
        return of(Arrays.asList(resources));
    }

    /**
     * Reads the text of Mesos' flags: {@code cpus:4;mem:4096;disk:10000;ports:[31000-32000]}, all for the default role (PROTOCOL
     * D38).
     *
     * @throws MalformedValueException if it is not such a text
     */
    public static Resources parse(String text) {
        return parse(text, Roles.DEFAULT);
    }

    /** Reads {@code name(role):value;…}; what has no role of its own is statically reserved to the given one. */
    public static Resources parse(String text, String defaultRole) {
        Resources resources = of(ResourceText.parse(text, defaultRole));
        ResourceValidation.flagReason(resources.asList()).ifPresent(reason -> {
            throw new MalformedValueException(reason);
        });
        return resources;
    }

    /**
     * As {@link #parse(String)}, but each entry by itself and as it stands there, what is zero or empty too.
     *
     * @throws MalformedValueException if it is not such a text
     */
    public static List<Resource> parseEach(String text) {
        return ResourceText.parse(text, Roles.DEFAULT);
    }

    public boolean isEmpty() {
        return holdings.isEmpty();
    }

    /** A resource as Mesos prints it, valid or not (PROTOCOL D39). */
    public static String toText(Resource resource) {
        return ResourceText.print(resource);
    }

    /** The resources as messages, a shared one as often as it is held. */
    public List<Resource> asList() {
        List<Resource> list = new ArrayList<>(holdings.size());
        for (Holding holding : holdings) {
            list.addAll(Collections.nCopies(holding.copies(), holding.toResource()));
        }
        return list;
    }

    public Resources plus(Resources other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        List<Holding> sum = new ArrayList<>(holdings);
        other.holdings.forEach(holding -> add(sum, holding));
        return of(sum);
    }

    public Resources plus(Resource other) {
        return plus(of(other));
    }

    /** What is left. What there is too little of disappears, without an error (PROTOCOL D22): ask {@link #contains} first. */
    public Resources minus(Resources other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        List<Holding> rest = new ArrayList<>(holdings);
        other.holdings.forEach(holding -> subtract(rest, holding));
        return of(rest);
    }

    public Resources minus(Resource other) {
        return minus(of(other));
    }

    /** Whether all of the other could be taken out of this. Each must be of one piece (PROTOCOL D23). */
    public boolean contains(Resources other) {
        if (other.holdings.size() == 1) {
            return contains(holdings, other.holdings.get(0));
        }
        List<Holding> rest = new ArrayList<>(holdings);
        for (Holding holding : other.holdings) {
            if (!contains(rest, holding)) {
                return false;
            }
            subtract(rest, holding);
        }
        return true;
    }

    public boolean contains(Resource other) {
        return contains(of(other));
    }

    /**
     * What is there once the conversion is done (PROTOCOL D34).
     *
     * @throws InsufficientResourcesException if what it consumes is not contained, or if it ends a shared volume of which there are
     *     more copies
     */
    public Resources apply(ResourceConversion conversion) {
        if (!contains(conversion.consumed())) {
            throw new InsufficientResourcesException(this + " does not contain " + conversion.consumed());
        }
        Resources result = minus(conversion.consumed()).plus(conversion.converted());
        conversion.checkNoneLeft(result);
        return result;
    }

    /** Applies one after the other; see {@link #apply(ResourceConversion)}. */
    public Resources apply(Collection<ResourceConversion> conversions) {
        Resources result = this;
        for (ResourceConversion conversion : conversions) {
            result = result.apply(conversion);
        }
        return result;
    }

    // How much there is, over all roles

    /** Thousandths of a processor. */
    public long cpusMillis() {
        return millis("cpus");
    }

    /** Thousandths of a megabyte of memory. */
    public long memMillis() {
        return millis("mem");
    }

    /** Thousandths of a megabyte of disk, volumes included. */
    public long diskMillis() {
        return millis("disk");
    }

    /** Thousandths of a GPU. */
    public long gpusMillis() {
        return millis("gpus");
    }

    /** Thousandths of the scalar of this name, summed up; 0 if there is none. A shared volume counts once. */
    public long millis(String name) {
        long millis = 0;
        for (Holding holding : holdings) {
            if (holding.amount() instanceof Amount.Scalar scalar
                    && holding.kind().name().equals(name)) {
                millis += scalar.millis();
            }
        }
        return millis;
    }

    /** Thousandths of each scalar by its name, summed up over all roles. A shared volume counts once. */
    public Map<String, Long> scalarMillis() {
        Map<String, Long> millis = new HashMap<>();
        for (Holding holding : holdings) {
            if (holding.amount() instanceof Amount.Scalar scalar) {
                millis.merge(holding.kind().name(), scalar.millis(), Long::sum);
            }
        }
        return millis;
    }

    /** All ranges of this name together; empty if there are none. */
    public RangeSet ranges(String name) {
        RangeSet ranges = RangeSet.EMPTY;
        for (Holding holding : holdings) {
            if (holding.amount() instanceof Amount.Ranges more
                    && holding.kind().name().equals(name)) {
                ranges = ranges.plus(more.set());
            }
        }
        return ranges;
    }

    /** All items of sets of this name together; empty if there are none. */
    public Set<String> items(String name) {
        Set<String> items = new LinkedHashSet<>();
        for (Holding holding : holdings) {
            if (holding.amount() instanceof Amount.Items more
                    && holding.kind().name().equals(name)) {
                items.addAll(more.set());
            }
        }
        return Collections.unmodifiableSet(items);
    }

    /** The names that occur, in their order. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        holdings.forEach(holding -> names.add(holding.kind().name()));
        return Collections.unmodifiableSet(names);
    }

    // Roles and reservations

    /** The same, allocated to this role, as in an offer (PROTOCOL D35). */
    public Resources withAllocation(String role) {
        AllocationInfo allocation = AllocationInfo.newBuilder().setRole(role).build();
        return map(
                resource -> resource.toBuilder().setAllocationInfo(allocation).build());
    }

    /** The same without saying to whom it is allocated. */
    public Resources withoutAllocation() {
        return map(resource -> resource.hasAllocationInfo()
                ? resource.toBuilder().clearAllocationInfo().build()
                : resource);
    }

    /** The roles that these are allocated to, with what is allocated to each. What is not allocated is left out. */
    public Map<String, Resources> byAllocation() {
        Map<String, List<Holding>> byRole = new HashMap<>();
        for (Holding holding : holdings) {
            if (holding.kind().resource().hasAllocationInfo()) {
                byRole.computeIfAbsent(
                                holding.kind().resource().getAllocationInfo().getRole(), role -> new ArrayList<>())
                        .add(holding);
            }
        }
        Map<String, Resources> result = new HashMap<>();
        byRole.forEach((role, list) -> result.put(role, of(list)));
        return Collections.unmodifiableMap(result);
    }

    /** The same with all reservations taken away. */
    public Resources withoutReservations() {
        return map(resource -> resource.getReservationsCount() > 0
                ? resource.toBuilder().clearReservations().build()
                : resource);
    }

    /** The same, each with this reservation on top of those it has. */
    public Resources pushReservation(ReservationInfo reservation) {
        return map(resource -> resource.toBuilder().addReservations(reservation).build());
    }

    /**
     * The same, each without the topmost of its reservations (PROTOCOL D29).
     *
     * @throws MalformedValueException if one has no reservation
     */
    public Resources popReservation() {
        return map(resource -> {
            if (resource.getReservationsCount() == 0) {
                throw new MalformedValueException("'" + resource.getName() + "' is not reserved");
            }
            return resource.toBuilder()
                    .removeReservations(resource.getReservationsCount() - 1)
                    .build();
        });
    }

    /** Those that may be allocated to the role: unreserved, or reserved to it or a role above it (PROTOCOL D27). */
    public Resources allocatableTo(String role) {
        return filter(resource -> isAllocatableTo(resource, role));
    }

    /** Those that nobody has reserved. */
    public Resources unreserved() {
        return filter(resource -> reservationRole(resource).equals(Roles.DEFAULT));
    }

    /** Those whose topmost reservation is to exactly this role. */
    public Resources reservedTo(String role) {
        return filter(
                resource -> !isUnreserved(resource) && reservationRole(resource).equals(role));
    }

    /** Those for which the condition holds. It is shown each without its amount, and with reservations in the newer format. */
    public Resources filter(Predicate<Resource> condition) {
        List<Holding> kept = new ArrayList<>(holdings.size());
        for (Holding holding : holdings) {
            if (condition.test(holding.kind().resource())) {
                kept.add(holding);
            }
        }
        return kept.size() == holdings.size() ? this : of(kept);
    }

    /** The role that the topmost reservation is to; {@code *} if there is none. */
    public static String reservationRole(Resource resource) {
        Resource stack = ResourceFormats.toStack(resource);
        int count = stack.getReservationsCount();
        return count == 0 ? Roles.DEFAULT : stack.getReservations(count - 1).getRole();
    }

    /** Whether the resource may be allocated to the role. */
    public static boolean isAllocatableTo(Resource resource, String role) {
        String reserved = reservationRole(resource);
        return reserved.equals(Roles.DEFAULT) || reserved.equals(role) || Roles.isStrictSubRole(role, reserved);
    }

    /**
     * Looks for so much of each name, no matter who has reserved it: first what is reserved as the target is, then what is
     * unreserved, then the rest. Returns the very resources to take, or empty if there is not enough. Ranges and sets are found
     * only whole or in whole pieces (PROTOCOL D28).
     */
    public Optional<Resources> find(Resources targets) {
        Resources total = this;
        Resources found = EMPTY;
        for (Holding target : targets.holdings) {
            Optional<Resources> part = total.find(target);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            total = total.minus(part.get());
            found = found.plus(part.get());
        }
        return Optional.of(found);
    }

    private Optional<Resources> find(Holding target) {
        Holding remaining = unreserved(target);
        List<Holding> found = new ArrayList<>();
        Set<Holding> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Predicate<Resource> preference : preferences(target.kind().resource())) {
            for (Holding holding : holdings) {
                if (!preference.test(holding.kind().resource()) || !seen.add(holding)) {
                    continue;
                }
                Holding plain = unreserved(holding);
                if (plain.contains(remaining)) {
                    add(found, new Holding(holding.kind(), remaining.amount(), remaining.copies()));
                    return Optional.of(of(found));
                } else if (remaining.contains(plain)) {
                    add(found, holding);
                    remaining = remaining.minus(plain);
                }
            }
        }
        return Optional.empty();
    }

    private static List<Predicate<Resource>> preferences(Resource target) {
        String role = reservationRole(target);
        return List.of(resource -> reservationRole(resource).equals(role), Resources::isUnreserved, resource -> true);
    }

    private static Holding unreserved(Holding holding) {
        Resource resource = holding.kind().resource();
        return isUnreserved(resource)
                ? holding
                : new Holding(
                        Kind.of(resource.toBuilder().clearReservations().build()), holding.amount(), holding.copies());
    }

    private static boolean isUnreserved(Resource resource) {
        return reservationRole(resource).equals(Roles.DEFAULT);
    }

    // Holdings

    private Resources map(UnaryOperator<Resource> change) {
        List<Holding> changed = new ArrayList<>(holdings.size());
        for (Holding holding : holdings) {
            Kind kind = Kind.of(change.apply(holding.kind().resource()));
            add(changed, new Holding(kind, holding.amount(), holding.copies()));
        }
        return of(changed);
    }

    private static Resources of(List<Holding> holdings) {
        return holdings.isEmpty() ? EMPTY : new Resources(List.copyOf(holdings));
    }

    private static void add(List<Holding> holdings, Holding more) {
        if (more.isGone()) {
            return;
        }
        for (int i = 0; i < holdings.size(); i++) {
            if (holdings.get(i).canAdd(more)) {
                holdings.set(i, holdings.get(i).plus(more));
                return;
            }
        }
        holdings.add(more);
    }

    private static void subtract(List<Holding> holdings, Holding less) {
        for (int i = 0; i < holdings.size(); i++) {
            if (holdings.get(i).canSubtract(less)) {
                Holding rest = holdings.get(i).minus(less);
                if (rest.isGone()) { // Mesos fills the gap with the last one, and its texts show that
                    Holding last = holdings.remove(holdings.size() - 1);
                    if (i < holdings.size()) {
                        holdings.set(i, last);
                    }
                } else {
                    holdings.set(i, rest);
                }
                return;
            }
        }
    }

    private static boolean contains(List<Holding> holdings, Holding other) {
        for (Holding holding : holdings) {
            if (holding.contains(other)) {
                return true;
            }
        }
        return false;
    }

    /** Equal if each contains the other (PROTOCOL D24); order does not matter. */
    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Resources that && contains(that) && that.contains(this));
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Holding holding : holdings) {
            hash += 31 * holding.kind().hashCode() + holding.amount().hashCode();
        }
        return hash;
    }

    /** As Mesos prints it (PROTOCOL D39). */
    @Override
    public String toString() {
        return ResourceText.print(holdings);
    }
}
