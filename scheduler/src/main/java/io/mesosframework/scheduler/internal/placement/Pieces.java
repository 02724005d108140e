package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scalar resources of one name, or of one disk, as one pool; the first is used up before the next. */
final class Pieces {
    private final List<Resource> resources = new ArrayList<>(1);
    private int current;
    private long leftOfCurrent;

    /** Slots mostly take the same again. */
    private @Nullable Resource lastCut;

    private long lastCutMillis;

    /** Answers how much that is. */
    long add(Resource resource) {
        long millis = Math.round(resource.getScalar().getValue() * 1000);
        if (resources.isEmpty()) {
            leftOfCurrent = millis;
        }
        resources.add(resource);
        return millis;
    }

    void take(long millis, List<Resource> taken) {
        long wanted = millis;
        while (wanted > 0) {
            if (leftOfCurrent == 0) {
                current++;
                lastCut = null;
                leftOfCurrent = Math.round(resources.get(current).getScalar().getValue() * 1000);
            }
            long cut = Math.min(wanted, leftOfCurrent);
            if (cut > 0) {
                taken.add(cut(cut));
            }
            leftOfCurrent -= cut;
            wanted -= cut;
        }
    }

    private Resource cut(long millis) {
        if (lastCut == null || lastCutMillis != millis) {
            lastCut = resources.get(current).toBuilder()
                    .setScalar(Value.Scalar.newBuilder().setValue(millis / 1000.0))
                    .build();
            lastCutMillis = millis;
        }
        return lastCut;
    }
}
