package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The disk that each slot takes.
 *
 * @param millis thousandths of a MiB, 0 for none; of a disk that is taken whole, the least that it must have
 * @param source the agent's root disk where empty
 */
public record DiskNeed(long millis, Optional<DiskSource> source) {

    /** No disk. */
    public static final DiskNeed NONE = new DiskNeed(0, Optional.empty());

    /** @throws InvalidApplicationsException if the size is out of its range, or none and there is a source */
    public DiskNeed {
        Problems problems = new Problems();
        if (millis != 0 || source.isPresent()) {
            problems.check("size", Rules.quantity(ResourceNeeds.exact(millis)));
        }
        problems.throwIfAny();
    }

    /** So many MiB of the agent's root disk, above 0 with at most three decimals. */
    public static DiskNeed root(double mebibytes) {
        return of(ResourceNeeds.decimal("size", mebibytes), Optional.empty());
    }

    /** So many MiB of another disk, above 0 with at most three decimals. */
    public static DiskNeed of(double mebibytes, DiskSource source) {
        return of(ResourceNeeds.decimal("size", mebibytes), Optional.of(source));
    }

    static DiskNeed of(BigDecimal mebibytes, Optional<DiskSource> source) {
        Problems problems = new Problems();
        problems.check("size", Rules.quantity(mebibytes));
        problems.throwIfAny();
        return new DiskNeed(ResourceNeeds.millis(mebibytes), source);
    }

    public boolean isNone() {
        return millis == 0;
    }

    /** In MiB, exactly. */
    public BigDecimal size() {
        return ResourceNeeds.exact(millis);
    }
}
