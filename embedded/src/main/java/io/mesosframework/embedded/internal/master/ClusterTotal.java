package io.mesosframework.embedded.internal.master;

import io.mesosframework.resources.Resources;
import java.util.HashMap;
import java.util.Map;

/** The scalars of all agents together. */
final class ClusterTotal {

    private final Map<String, Long> millis = new HashMap<>();
    private long version;

    /** Another number whenever something has changed. */
    long version() {
        return version;
    }

    long millis(String name) {
        return millis.getOrDefault(name, 0L);
    }

    void add(Resources resources) {
        change(resources, 1);
    }

    void remove(Resources resources) {
        change(resources, -1);
    }

    private void change(Resources resources, int sign) {
        resources.scalarMillis().forEach((name, amount) -> millis.merge(name, sign * amount, Long::sum));
        version++;
    }
}
