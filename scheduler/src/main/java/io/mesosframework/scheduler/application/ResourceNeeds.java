package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each slot of an application takes of an agent, in exact thousandths as Mesos counts them (PROTOCOL D1).
 *
 * @param cpusMillis thousandths of a cpu, above 0
 * @param memMillis thousandths of a MiB of memory, above 0
 * @param diskMillis thousandths of a MiB of the agent's root disk; 0 for none
 * @param ports the ports of the agent
 * @param role the role of the resources; empty for any of the framework's roles
 * @param reservation what is kept for a slot while it has no task
 */
public record ResourceNeeds(
        long cpusMillis,
        long memMillis,
        long diskMillis,
        PortNeeds ports,
        Optional<String> role,
        Reservation reservation) {

    /** @throws InvalidApplicationsException if a value is out of its range */
    public ResourceNeeds {
        Problems problems = new Problems();
        problems.check("cpu", Rules.quantity(exact(cpusMillis)));
        problems.check("mem", Rules.quantity(exact(memMillis)));
        if (diskMillis != 0) {
            problems.check("disk.size", Rules.quantity(exact(diskMillis)));
        }
        role.ifPresent(name -> problems.check("role", Rules.role(name)));
        reservation.check(problems, diskMillis, role);
        problems.throwIfAny();
    }

    /** Without ports, nothing kept. */
    public ResourceNeeds(long cpusMillis, long memMillis, long diskMillis, Optional<String> role) {
        this(cpusMillis, memMillis, diskMillis, PortNeeds.NONE, role, Reservation.NONE);
    }

    /** {@code cpus} and MiB of memory, each above 0 with at most three decimals; no disk, any role. */
    public static ResourceNeeds of(double cpus, double mem) {
        return of(decimal("cpu", cpus), decimal("mem", mem), null, Optional.empty());
    }

    static ResourceNeeds of(BigDecimal cpus, BigDecimal mem, @Nullable BigDecimal disk, Optional<String> role) {
        Problems problems = new Problems();
        problems.check("cpu", Rules.quantity(cpus));
        problems.check("mem", Rules.quantity(mem));
        if (disk != null) {
            problems.check("disk.size", Rules.quantity(disk));
        }
        role.ifPresent(name -> problems.check("role", Rules.role(name)));
        problems.throwIfAny();
        return new ResourceNeeds(millis(cpus), millis(mem), disk == null ? 0 : millis(disk), role);
    }

    /** The same and so many MiB of the root disk, above 0 with at most three decimals. */
    public ResourceNeeds withDisk(double mebibytes) {
        return of(cpus(), mem(), decimal("disk.size", mebibytes), role)
                .withPorts(ports)
                .withReservation(reservation);
    }

    /** The same out of one role's resources. */
    public ResourceNeeds withRole(String name) {
        return new ResourceNeeds(cpusMillis, memMillis, diskMillis, ports, Optional.of(name), reservation);
    }

    /** The same with other ports. */
    public ResourceNeeds withPorts(PortNeeds needed) {
        return new ResourceNeeds(cpusMillis, memMillis, diskMillis, needed, role, reservation);
    }

    /** The same with other wishes about what is kept; that needs a role other than {@code *}, and a volume needs a disk. */
    public ResourceNeeds withReservation(Reservation wanted) {
        return new ResourceNeeds(cpusMillis, memMillis, diskMillis, ports, role, wanted);
    }

    /** In cpus, exactly. */
    public BigDecimal cpus() {
        return exact(cpusMillis);
    }

    /** In MiB, exactly. */
    public BigDecimal mem() {
        return exact(memMillis);
    }

    /** In MiB, exactly; 0 for none. */
    public BigDecimal disk() {
        return exact(diskMillis);
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
