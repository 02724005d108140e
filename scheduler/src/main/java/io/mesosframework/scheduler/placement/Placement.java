package io.mesosframework.scheduler.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the resource manager decided about the offers at hand.
 *
 * @param launches by agent: the offers taken and the slots that go onto them
 * @param declines offers that are of no use, and for how long Mesos need not offer the like again
 * @param holds offers to keep, and until when: they are shown again, with all that came in, as soon as more offers come or slots and what
 *     they want have changed, and at the end of that time. Each decision stands for all offers it was shown: one that it does not hold anew
 *     is held no more
 * @param shortfalls why slots that stay pending found no place
 */
public record Placement(
        List<Launch> launches,
        Map<OfferID, Duration> declines,
        Map<OfferID, Instant> holds,
        List<Shortfall> shortfalls) {

    public Placement {
        launches = List.copyOf(launches);
        declines = declines instanceof Rest ? declines : Collections.unmodifiableMap(new LinkedHashMap<>(declines));
        holds = Collections.unmodifiableMap(new LinkedHashMap<>(holds));
        shortfalls = List.copyOf(shortfalls);
    }

    /**
     * Offers of one agent and one role, accepted in one call.
     *
     * @param offers the offers, at least one
     * @param assignments the slots that get a task there, at least one
     * @param refuseRest for how long Mesos need not offer again what is left of the offers
     */
    public record Launch(List<OfferID> offers, List<Assignment> assignments, Duration refuseRest) {
        public Launch {
            offers = List.copyOf(offers);
            assignments = List.copyOf(assignments);
        }
    }

    /**
     * Declines all offers but those used, for the same time. Costs nothing until it is looked at, however many they are.
     *
     * @param offers each one once
     * @param used some of them, the very same objects
     */
    public static Map<OfferID, Duration> decliningRest(
            Collection<Offer> offers, Collection<Offer> used, Duration refuse) {
        Set<Offer> not = Collections.newSetFromMap(new IdentityHashMap<>());
        not.addAll(used);
        return new Rest(List.copyOf(offers), not, refuse);
    }

    /** A map of the same value for all keys, which keeps no table. */
    private static final class Rest extends AbstractMap<OfferID, Duration> {

        private final List<Offer> all;
        private final Set<Offer> not;
        private final Duration value;

        Rest(List<Offer> all, Set<Offer> not, Duration value) {
            this.all = all;
            this.not = not;
            this.value = value;
        }

        @Override
        public Set<Entry<OfferID, Duration>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<OfferID, Duration>> iterator() {
                    return all.stream()
                            .filter(offer -> !not.contains(offer))
                            .map(offer -> Map.entry(offer.getId(), value))
                            .iterator();
                }

                @Override
                public int size() {
                    return all.size() - not.size();
                }
            };
        }
    }
}
