package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.structures.RangeSet;
import io.mesosframework.utils.MalformedValueException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How much of a resource there is. Operations take an amount of the same kind. */
sealed interface Amount {

    Amount plus(Amount other);

    Amount minus(Amount other);

    boolean contains(Amount other);

    /** Whether nothing is left, or less. */
    boolean isGone();

    void writeTo(Resource.Builder resource);

    /** As Mesos prints it. */
    @Override
    String toString();

    /** @throws MalformedValueException if the resource does not hold the value that its type says, or one that cannot be */
    static Amount of(Resource resource) {
        if (resource.getType() == Value.Type.SCALAR && resource.hasScalar()) {
            return Scalar.of(resource.getName(), resource.getScalar().getValue());
        } else if (resource.getType() == Value.Type.RANGES && resource.hasRanges()) {
            return Ranges.of(resource.getName(), resource.getRanges());
        } else if (resource.getType() == Value.Type.SET && resource.hasSet()) {
            return Items.of(resource.getName(), resource.getSet());
        }
        throw new MalformedValueException(
                "Resource '" + resource.getName() + "' is of type " + resource.getType() + " and has no value of it");
    }

    /**
     * In thousandths, which is how exactly Mesos computes (PROTOCOL D1). What nothing was computed with stays as it was written, and
     * is shown so (PROTOCOL D2); it makes no difference otherwise.
     */
    record Scalar(long millis, double written) implements Amount {

        /** Far above what any machine has, and far enough below 2^63 that sums do not overflow. */
        static final double MAX = 1e12;

        static Scalar of(String name, double value) {
            if (!(value >= 0 && value <= MAX)) {
                throw new MalformedValueException(
                        "Resource '" + name + "' is " + value + "; a scalar lies between 0 and " + (long) MAX);
            }
            return new Scalar(Math.round(value * 1000), value);
        }

        /** Whole part and fraction apart, as Mesos does: 1.118 becomes 1.1179999999999999. */
        private static Scalar computed(long millis) {
            long whole = millis / 1000;
            return new Scalar(millis, whole + (millis % 1000) / 1000.0);
        }

        @Override
        public Amount plus(Amount other) {
            return computed(millis + ((Scalar) other).millis);
        }

        @Override
        public Amount minus(Amount other) {
            return computed(millis - ((Scalar) other).millis);
        }

        @Override
        public boolean contains(Amount other) {
            return ((Scalar) other).millis <= millis;
        }

        @Override
        public boolean isGone() {
            return millis <= 0;
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            resource.setScalar(Value.Scalar.newBuilder().setValue(written));
        }

        @Override
        public String toString() {
            return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Scalar that && millis == that.millis;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(millis);
        }
    }

    /** PROTOCOL D4, D6. What nothing was computed with is shown as it was written, too. */
    record Ranges(RangeSet set, List<RangeSet.Range> written) implements Amount {

        private Ranges(RangeSet set) {
            this(set, set.ranges());
        }

        static Ranges of(String name, Value.Ranges ranges) {
            List<RangeSet.Range> list = new ArrayList<>(ranges.getRangeCount());
            for (Value.Range range : ranges.getRangeList()) {
                if (Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0) {
                    throw new MalformedValueException("Resource '" + name + "' has the range "
                            + Long.toUnsignedString(range.getBegin()) + "-" + Long.toUnsignedString(range.getEnd())
                            + ", which ends before it begins");
                }
                list.add(new RangeSet.Range(range.getBegin(), range.getEnd()));
            }
            return new Ranges(RangeSet.of(list), List.copyOf(list));
        }

        @Override
        public Amount plus(Amount other) {
            return new Ranges(set.plus(((Ranges) other).set));
        }

        @Override
        public Amount minus(Amount other) {
            return new Ranges(set.minus(((Ranges) other).set));
        }

        @Override
        public boolean contains(Amount other) {
            return set.contains(((Ranges) other).set);
        }

        @Override
        public boolean isGone() {
            return set.isEmpty();
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
            for (RangeSet.Range range : written) {
                ranges.addRange(Value.Range.newBuilder().setBegin(range.begin()).setEnd(range.end()));
            }
            resource.setRanges(ranges);
        }

        @Override
        public String toString() {
            return written.stream()
                    .map(range -> Long.toUnsignedString(range.begin()) + "-" + Long.toUnsignedString(range.end()))
                    .collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ranges that && set.equals(that.set);
        }

        @Override
        public int hashCode() {
            return set.hashCode();
        }
    }

    /** PROTOCOL D7. The order of the items is kept but means nothing. */
    record Items(Set<String> set) implements Amount {

        static Items of(String name, Value.Set set) {
            Set<String> items = new LinkedHashSet<>(set.getItemList());
            if (items.size() < set.getItemCount()) {
                throw new MalformedValueException("Resource '" + name + "' has an item twice: " + set.getItemList());
            }
            return new Items(items);
        }

        @Override
        public Amount plus(Amount other) {
            Set<String> union = new LinkedHashSet<>(set);
            union.addAll(((Items) other).set);
            return new Items(union);
        }

        @Override
        public Amount minus(Amount other) {
            Set<String> difference = new LinkedHashSet<>(set);
            difference.removeAll(((Items) other).set);
            return new Items(difference);
        }

        @Override
        public boolean contains(Amount other) {
            return set.containsAll(((Items) other).set);
        }

        @Override
        public boolean isGone() {
            return set.isEmpty();
        }

        @Override
        public void writeTo(Resource.Builder resource) {
            resource.setSet(Value.Set.newBuilder().addAllItem(set));
        }

        @Override
        public String toString() {
            return "{" + String.join(", ", set) + "}";
        }
    }
}
