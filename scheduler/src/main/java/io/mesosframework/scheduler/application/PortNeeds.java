package io.mesosframework.scheduler.application;

import java.util.HashSet;
import java.util.List;

/**
 * The ports that a task takes of its agent. The task finds their numbers in its variables {@code PORT0}, {@code PORT1} and so on: the
 * fixed ones as they are given, then the others from the lowest.
 *
 * @param fixed numbers, each once
 * @param count how many of any number, 0 to 1,000
 * @param contiguous whether those of any number follow each other
 */
public record PortNeeds(List<Integer> fixed, int count, boolean contiguous) {

    /** No ports. */
    public static final PortNeeds NONE = new PortNeeds(List.of(), 0, false);

    static final int MOST = 1_000;

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public PortNeeds {
        fixed = List.copyOf(fixed);
        // One port follows none: said or not, it means the same.
        contiguous = contiguous && count > 1;
        Problems problems = new Problems();
        for (int i = 0; i < fixed.size(); i++) {
            problems.check(Paths.index("fixed", i), Rules.between(fixed.get(i), 1, Rules.MAX_PORT));
        }
        if (new HashSet<>(fixed).size() < fixed.size()) {
            problems.add("fixed", "holds a port twice");
        }
        problems.check("count", Rules.between(count, 0, MOST));
        problems.throwIfAny();
    }

    /** These numbers. */
    public static PortNeeds fixed(Integer... numbers) {
        return new PortNeeds(List.of(numbers), 0, false);
    }

    /** So many of any number. */
    public static PortNeeds any(int count) {
        return new PortNeeds(List.of(), count, false);
    }

    /** So many that follow each other. */
    public static PortNeeds contiguous(int count) {
        return new PortNeeds(List.of(), count, true);
    }

    public boolean isNone() {
        return fixed.isEmpty() && count == 0;
    }

    /** How many in all. */
    public int total() {
        return fixed.size() + count;
    }
}
