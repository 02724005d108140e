package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes as much of resources as there may be. */
final class Shrinking {

    private Shrinking() {}

    /**
     * @param most thousandths by name
     * @param othersStay whether scalars without a number stay whole, rather than go
     */
    static Resources to(Resources resources, Map<String, Long> most, boolean othersStay) {
        Map<String, Long> left = new HashMap<>(most);
        List<Resource> kept = new ArrayList<>();
        for (Resource resource : resources.asList()) {
            Long allowed = left.get(resource.getName());
            if (allowed == null) {
                if (othersStay) {
                    kept.add(resource);
                }
                continue;
            }
            long millis = Math.round(resource.getScalar().getValue() * 1000);
            Resource smaller = millis <= allowed
                    ? resource
                    : resource.toBuilder()
                            .setScalar(Value.Scalar.newBuilder().setValue(allowed / 1000.0))
                            .build();
            if (allowed > 0 && (millis <= allowed || Resources.of(resource).contains(smaller))) { // else indivisible
                kept.add(smaller);
                left.merge(resource.getName(), -Math.min(millis, allowed), Long::sum);
            }
        }
        return Resources.of(kept);
    }
}
