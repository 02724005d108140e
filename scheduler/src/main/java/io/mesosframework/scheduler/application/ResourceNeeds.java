package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What each slot of an application takes of an agent, in exact thousandths as Mesos counts them (PROTOCOL D1).
 *
 * @param cpusMillis thousandths of a cpu, above 0
 * @param memMillis thousandths of a MiB of memory, above 0
 * @param disk the disk
 * @param ports the ports of the agent
 * @param gpus how many gpus, which Mesos does not divide (PROTOCOL B80)
 * @param named what is taken of resources to which operators gave names of their own, by name
 * @param role the role of the resources; empty for any of the framework's roles
 * @param reservation what is kept for a slot while it has no task
 */
public record ResourceNeeds(
        long cpusMillis,
        long memMillis,
        DiskNeed disk,
        PortNeeds ports,
        int gpus,
        Map<String, NamedNeed> named,
        Optional<String> role,
        Reservation reservation) {

    /** @throws InvalidApplicationsException if a value is out of its range */
    public ResourceNeeds {
        named = named.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(named));
        Problems problems = new Problems();
        problems.check("cpu", Rules.quantity(exact(cpusMillis)));
        problems.check("mem", Rules.quantity(exact(memMillis)));
        problems.check("gpus", Rules.between(gpus, 0, Rules.MAX_GPUS));
        ResourceNames.check(problems, named);
        role.ifPresent(name -> problems.check("role", Rules.role(name)));
        reservation.check(problems, disk.millis(), role);
        problems.throwIfAny();
    }

    /** Without gpus, named resources, a role and anything kept. */
    ResourceNeeds(long cpusMillis, long memMillis, DiskNeed disk, PortNeeds ports) {
        this(cpusMillis, memMillis, disk, ports, 0, Map.of(), Optional.empty(), Reservation.NONE);
    }

    /** {@code cpus} and MiB of memory, each above 0 with at most three decimals; nothing else, any role. */
    public static ResourceNeeds of(double cpus, double mem) {
        return of(decimal("cpu", cpus), decimal("mem", mem), Optional.empty());
    }

    static ResourceNeeds of(BigDecimal cpus, BigDecimal mem, Optional<String> role) {
        Problems problems = new Problems();
        problems.check("cpu", Rules.quantity(cpus));
        problems.check("mem", Rules.quantity(mem));
        role.ifPresent(name -> problems.check("role", Rules.role(name)));
        problems.throwIfAny();
        return new ResourceNeeds(
                millis(cpus), millis(mem), DiskNeed.NONE, PortNeeds.NONE, 0, Map.of(), role, Reservation.NONE);
    }

    /** The same and so many MiB of the root disk, above 0 with at most three decimals. */
    public ResourceNeeds withDisk(double mebibytes) {
        Problems problems = new Problems();
        DiskNeed needed = problems.make("disk", () -> DiskNeed.root(mebibytes));
        problems.throwIfAny();
        return withDisk(Objects.requireNonNull(needed));
    }

    /** The same with another disk. */
    public ResourceNeeds withDisk(DiskNeed needed) {
        return new ResourceNeeds(cpusMillis, memMillis, needed, ports, gpus, named, role, reservation);
    }

    /** The same with other ports. */
    public ResourceNeeds withPorts(PortNeeds needed) {
        return new ResourceNeeds(cpusMillis, memMillis, disk, needed, gpus, named, role, reservation);
    }

    /** The same with so many gpus. */
    public ResourceNeeds withGpus(int count) {
        return new ResourceNeeds(cpusMillis, memMillis, disk, ports, count, named, role, reservation);
    }

    /** The same with other needs by name. */
    public ResourceNeeds withNamed(Map<String, NamedNeed> needed) {
        return new ResourceNeeds(cpusMillis, memMillis, disk, ports, gpus, needed, role, reservation);
    }

    /** The same out of one role's resources. */
    public ResourceNeeds withRole(String name) {
        return new ResourceNeeds(cpusMillis, memMillis, disk, ports, gpus, named, Optional.of(name), reservation);
    }

    /** The same with other wishes about what is kept; that needs a role other than {@code *}, and a volume needs a disk. */
    public ResourceNeeds withReservation(Reservation wanted) {
        return new ResourceNeeds(cpusMillis, memMillis, disk, ports, gpus, named, role, wanted);
    }

    /** Whether it takes nothing but cpus, memory, root disk, ports and gpus, and nothing is kept. */
    boolean isPlain() {
        return disk.source().isEmpty() && named.isEmpty() && !reservation.kept();
    }

    /** The same and what an executor takes for itself beside it. */
    ResourceNeeds with(CustomExecutor executor) {
        return new ResourceNeeds(
                cpusMillis + executor.resources().cpusMillis(),
                memMillis + executor.resources().memMillis(),
                disk,
                ports,
                gpus,
                named,
                role,
                reservation);
    }

    /** Both together, where both are plain, of this one's role. Where ports of one follow each other, all do. */
    ResourceNeeds plus(ResourceNeeds other) {
        List<Integer> fixed = new ArrayList<>(ports.fixed());
        fixed.addAll(other.ports.fixed());
        boolean contiguous = ports.contiguous() || other.ports.contiguous();
        return new ResourceNeeds(
                cpusMillis + other.cpusMillis,
                memMillis + other.memMillis,
                new DiskNeed(disk.millis() + other.disk.millis(), Optional.empty()),
                new PortNeeds(fixed, ports.count() + other.ports.count(), contiguous),
                gpus + other.gpus,
                Map.of(),
                role,
                Reservation.NONE);
    }

    /** In cpus, exactly. */
    public BigDecimal cpus() {
        return exact(cpusMillis);
    }

    /** In MiB, exactly. */
    public BigDecimal mem() {
        return exact(memMillis);
    }

    /** Thousandths of a MiB of the agent's root disk; 0 where none of that is taken. */
    public long rootDiskMillis() {
        return disk.source().isEmpty() ? disk.millis() : 0;
    }

    static BigDecimal decimal(String path, double value) {
        if (!Double.isFinite(value)) {
            throw new InvalidApplicationsException(path, "must be a number, is " + value);
        }
        return BigDecimal.valueOf(value);
    }

    static long millis(BigDecimal value) {
        return value.movePointRight(3).longValueExact();
    }

    static BigDecimal exact(long millis) {
        BigDecimal exact = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
