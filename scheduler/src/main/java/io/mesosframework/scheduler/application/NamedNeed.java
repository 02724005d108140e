package io.mesosframework.scheduler.application;

import io.mesosframework.structures.RangeSet;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;

/** What each slot takes of a resource to which an agent's operator gave a name of its own, such as licenses or devices. */
public sealed interface NamedNeed {

    /** The most numbers or items of any kind that a slot can ask for. */
    int MOST = 1_000_000;

    /**
     * So much of a scalar.
     *
     * @param millis thousandths, above 0
     */
    record Amount(long millis) implements NamedNeed {

        /** @throws InvalidApplicationsException if the amount is out of its range */
        public Amount {
            Problems problems = new Problems();
            problems.check("", Rules.quantity(ResourceNeeds.exact(millis)));
            problems.throwIfAny();
        }

        static Amount of(BigDecimal amount) {
            Problems problems = new Problems();
            problems.check("", Rules.quantity(amount));
            problems.throwIfAny();
            return new Amount(ResourceNeeds.millis(amount));
        }
    }

    /**
     * These numbers of ranges.
     *
     * @param numbers at least one
     */
    record Numbers(RangeSet numbers) implements NamedNeed {

        /** @throws InvalidApplicationsException if there are none */
        public Numbers {
            if (numbers.isEmpty()) {
                throw new InvalidApplicationsException("ranges", "must not be empty");
            }
        }

        /** @param ranges points and ranges, such as {@code 5} or {@code 5-9} */
        static Numbers parse(List<String> ranges) {
            Problems problems = new Problems();
            for (int i = 0; i < ranges.size(); i++) {
                problems.check(Paths.index("ranges", i), Rules.range(ranges.get(i)));
            }
            problems.throwIfAny();
            RangeSet numbers = RangeSet.EMPTY;
            for (String text : ranges) {
                RangeSet range = range(text);
                if (!numbers.intersect(range).isEmpty()) {
                    throw new InvalidApplicationsException("ranges", "holds a number twice");
                }
                numbers = numbers.plus(range);
            }
            return new Numbers(numbers);
        }

        private static RangeSet range(String text) {
            int dash = text.indexOf('-');
            long begin = Long.parseLong(dash < 0 ? text : text.substring(0, dash));
            return RangeSet.of(begin, Long.parseLong(text.substring(dash + 1)));
        }
    }

    /**
     * These items of a set.
     *
     * @param items at least one, each once
     */
    record Items(List<String> items) implements NamedNeed {

        /** @throws InvalidApplicationsException if there are none, or one is empty or given twice */
        public Items {
            items = List.copyOf(items);
            Problems problems = new Problems();
            if (items.isEmpty()) {
                problems.add("items", "must not be empty");
            }
            for (int i = 0; i < items.size(); i++) {
                problems.check(Paths.index("items", i), Rules.filled(items.get(i)));
            }
            if (new HashSet<>(items).size() < items.size()) {
                problems.add("items", "holds an item twice");
            }
            problems.throwIfAny();
        }
    }

    /**
     * So many of the numbers or items, whichever they are.
     *
     * @param count 1 to {@link #MOST}
     */
    record Any(int count) implements NamedNeed {

        /** @throws InvalidApplicationsException if the count is out of its range */
        public Any {
            Problems problems = new Problems();
            problems.check("count", Rules.between(count, 1, MOST));
            problems.throwIfAny();
        }
    }

    /** So much of a scalar, above 0 with at most three decimals. */
    static NamedNeed amount(double amount) {
        return Amount.of(ResourceNeeds.decimal("", amount));
    }

    /** These numbers, as points and ranges such as {@code 5} or {@code 5-9}. */
    static NamedNeed numbers(String... ranges) {
        return Numbers.parse(List.of(ranges));
    }

    /** These items of a set. */
    static NamedNeed items(String... items) {
        return new Items(List.of(items));
    }

    /** So many numbers or items, whichever they are. */
    static NamedNeed any(int count) {
        return new Any(count);
    }
}
