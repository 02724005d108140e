package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * So much of each name, in thousandths, no matter whose and of what kind; names of which there is nothing are not there.
 * Immutable.
 */
public final class Quantities {

    static final Quantities NONE = new Quantities(Map.of());

    /** By name, in order. */
    private final Map<String, Long> millis;

    private Quantities(Map<String, Long> millis) {
        this.millis = new TreeMap<>(millis);
        this.millis.values().removeIf(amount -> amount <= 0);
    }

    static Quantities of(Map<String, Long> millis) {
        return millis.isEmpty() ? NONE : new Quantities(millis);
    }

    static Quantities ofScalars(Map<String, Value.Scalar> scalars) {
        TreeMap<String, Long> millis = new TreeMap<>();
        scalars.forEach((name, scalar) -> millis.put(name, Math.round(scalar.getValue() * 1000)));
        return new Quantities(millis);
    }

    /** The scalars among the resources. */
    static Quantities of(Resources resources) {
        return of(resources.scalarMillis());
    }

    /**
     * @throws IllegalArgumentException if it is not a text like {@code cpus:0.01;mem:32}
     */
    static Quantities parse(String text) {
        TreeMap<String, Long> millis = new TreeMap<>();
        for (String part : text.split(";", -1)) {
            int colon = part.indexOf(':');
            try {
                if (colon < 1) {
                    throw new NumberFormatException(part);
                }
                long amount = Math.round(Double.parseDouble(part.substring(colon + 1)) * 1000);
                if (amount < 0) {
                    throw new NumberFormatException(part);
                }
                millis.merge(part.substring(0, colon).strip(), amount, Long::sum);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + part + "' in '" + text + "' is not a name, a colon and an amount of 0 or more", e);
            }
        }
        return new Quantities(millis);
    }

    boolean isEmpty() {
        return millis.isEmpty();
    }

    long get(String name) {
        return millis.getOrDefault(name, 0L);
    }

    Map<String, Long> asMap() {
        return Collections.unmodifiableMap(millis);
    }

    Quantities plus(Quantities other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        TreeMap<String, Long> sum = new TreeMap<>(millis);
        other.millis.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
        return new Quantities(sum);
    }

    /** What there is too little of is nothing. */
    Quantities minus(Quantities other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        TreeMap<String, Long> rest = new TreeMap<>(millis);
        other.millis.forEach((name, amount) -> rest.computeIfPresent(name, (n, had) -> had - amount));
        return new Quantities(rest);
    }

    boolean contains(Quantities other) {
        return other.millis.entrySet().stream().allMatch(entry -> get(entry.getKey()) >= entry.getValue());
    }

    /** Whether the resources hold at least this much; a number of ranges or items counts too. */
    boolean isWithin(Resources resources) {
        for (Map.Entry<String, Long> entry : millis.entrySet()) {
            String name = entry.getKey();
            long held = resources.millis(name);
            if (held < entry.getValue()) {
                held += (resources.ranges(name).size() + resources.items(name).size()) * 1000;
            }
            if (held < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantities that && millis.equals(that.millis);
    }

    @Override
    public int hashCode() {
        return millis.hashCode();
    }

    /** As Mesos prints it. */
    @Override
    public String toString() {
        return millis.isEmpty()
                ? "{}"
                : millis.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + number(entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    static String number(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
