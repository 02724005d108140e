package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.quota.QuotaConfig;
import io.mesosframework.resources.Resources;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a role is sure to get, and what it gets at most (PROTOCOL F14, F17).
 *
 * @param limits thousandths by name, where there is a limit; 0 is one too
 */
record Quota(Quantities guarantees, Map<String, Long> limits) {

    static final Quota NONE = new Quota(Quantities.NONE, Map.of());

    Quota {
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }

    static Quota of(QuotaConfig config) {
        Map<String, Long> limits = new TreeMap<>();
        config.getLimitsMap().forEach((name, scalar) -> limits.put(name, Math.round(scalar.getValue() * 1000)));
        return new Quota(Quantities.ofScalars(config.getGuaranteesMap()), limits);
    }

    boolean allows(Quantities consumed) {
        return limits.entrySet().stream().allMatch(limit -> consumed.get(limit.getKey()) <= limit.getValue());
    }

    /** As much of the resources as the role may have beside what it consumes. */
    Resources limit(Resources resources, Quantities consumed) {
        Map<String, Long> left = new TreeMap<>();
        limits.forEach((name, limit) -> left.put(name, Math.max(0, limit - consumed.get(name))));
        return Shrinking.to(resources, left, true);
    }
}
