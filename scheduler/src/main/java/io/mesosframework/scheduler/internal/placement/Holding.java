package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Holds the offers that nothing uses, each for so long since it was first seen. Knows nothing, and costs nothing, where that is zero. */
final class Holding {

    private final Duration time;

    /** By the very same object, as in {@link Rooms}. */
    private IdentityHashMap<Offer, Instant> ends = new IdentityHashMap<>();

    Holding(Duration time) {
        this.time = time;
    }

    boolean isOff() {
        return time.isZero();
    }

    /**
     * The offers to hold, and until when.
     *
     * @param offers all that are open; of others nothing is remembered
     * @param used those of them that are taken
     */
    Map<OfferID, Instant> of(Collection<Offer> offers, Set<Offer> used, Instant now) {
        Instant fresh = now.plus(time);
        IdentityHashMap<Offer, Instant> next = new IdentityHashMap<>();
        Map<OfferID, Instant> held = new HashMap<>();
        for (Offer offer : offers) {
            if (!used.contains(offer)) {
                Instant end = ends.getOrDefault(offer, fresh);
                next.put(offer, end);
                if (end.isAfter(now)) {
                    held.put(offer.getId(), end);
                }
            }
        }
        ends = next;
        return held;
    }
}
