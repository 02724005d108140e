package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.placement.OpenOffer;
import io.mesosframework.structures.Deadlines;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The books of offers: each one that comes in goes out exactly once, as used (accepted or declined) or as withdrawn
 * (rescinded, or void with its subscription). For the loop alone.
 */
final class OfferLedger {

    /** How many rescinds are remembered that overtook their offers. */
    private static final int REMEMBERED_RESCINDS = 1000;

    private final Map<OfferID, Offer> open = new LinkedHashMap<>();

    /** Those of the open ones that show what a slot has reserved: looked for once an offer, so that others cost nothing. */
    private final Map<OfferID, Offer> showing = new LinkedHashMap<>();

    /** Kept from the resource manager, until then. */
    private final Deadlines<OfferID> hidden = new Deadlines<>();

    /** Kept by the resource manager, until then; shown to it all the while. */
    private final Deadlines<OfferID> held = new Deadlines<>();

    /** The open ones again, for other threads to look at. */
    private final Map<OfferID, OpenOffer> shown = new ConcurrentHashMap<>();

    private final Set<OfferID> rescinded = new LinkedHashSet<>();
    private final Map<OfferID, Instant> owed = new LinkedHashMap<>();
    private long received;
    private long used;
    private long withdrawn;

    void receive(Collection<Offer> offers) {
        for (Offer offer : offers) {
            received++;
            if (rescinded.remove(offer.getId())) {
                withdrawn++;
            } else {
                if (open.put(offer.getId(), offer) != null) {
                    // Told twice: it is one offer, so it counts once.
                    received--;
                }
                shown.put(offer.getId(), new OpenOffer(offer, null));
                if (offer.getResourcesList().stream().anyMatch(ReservedResources::isReserved)) {
                    showing.put(offer.getId(), offer);
                }
            }
        }
    }

    void rescind(OfferID id) {
        if (open.remove(id) != null) {
            leave(id);
            withdrawn++;
        } else if (owed.remove(id) == null) {
            rescinded.add(id);
            if (rescinded.size() > REMEMBERED_RESCINDS) {
                rescinded.remove(rescinded.iterator().next());
            }
        }
    }

    /** A new subscription: the offers of the one before are void (PROTOCOL F35, G4). */
    void startAnew() {
        withdrawn += open.size();
        open.clear();
        hidden.clear();
        held.clear();
        showing.clear();
        shown.clear();
        rescinded.clear();
        owed.clear();
    }

    /** The answer to these offers did not get through: the master waits for one still. */
    void owe(Collection<OfferID> ids, Instant until) {
        ids.forEach(id -> owed.put(id, until));
    }

    /** The offers that are to be declined once more by now. */
    List<OfferID> takeOwed(Instant now) {
        if (owed.isEmpty()) {
            return List.of();
        }
        List<OfferID> due = owed.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(owed::remove);
        return due;
    }

    Optional<Instant> nextOwed() {
        return owed.values().stream().min(Instant::compareTo);
    }

    /** Takes these offers out for an answer, all of them or, where one is not open, none. */
    boolean use(Collection<OfferID> ids) {
        if (ids.isEmpty() || !open.keySet().containsAll(ids) || Set.copyOf(ids).size() != ids.size()) {
            return false;
        }
        ids.forEach(open::remove);
        ids.forEach(this::leave);
        used += ids.size();
        return true;
    }

    /** Those of these offers that are open. */
    List<Offer> open(Collection<OfferID> ids) {
        return ids.stream().map(open::get).filter(Objects::nonNull).distinct().toList();
    }

    /** Those of these offers that are open still. */
    List<OfferID> stillOpen(Collection<OfferID> ids) {
        return ids.stream().filter(open::containsKey).distinct().toList();
    }

    /** Keeps the offer from the resource manager until then. */
    void hide(OfferID id, Instant until) {
        if (open.containsKey(id)) {
            held.clear(id);
            hidden.set(id, until);
            show(id, until);
        }
    }

    /** The resource manager keeps the offer until then at most. */
    void hold(OfferID id, Instant until) {
        if (open.containsKey(id) && !hidden.isSet(id)) {
            held.set(id, until);
            show(id, until);
        }
    }

    private void leave(OfferID id) {
        hidden.clear(id);
        held.clear(id);
        showing.remove(id);
        shown.remove(id);
    }

    private void show(OfferID id, Instant until) {
        shown.computeIfPresent(id, (same, open) -> new OpenOffer(open.offer(), until));
    }

    /** All open offers. From any thread. */
    List<OpenOffer> shown() {
        return List.copyOf(shown.values());
    }

    /** Whether there is an offer that wants an answer now: a new one, or one whose time is over. Costs nothing where there is none. */
    boolean hasUnanswered(Instant now) {
        hidden.due(now);
        held.due(now);
        return open.size() > hidden.size() + held.size();
    }

    /** The offers that want an answer now. */
    List<Offer> unanswered() {
        return open.values().stream()
                .filter(offer -> !hidden.isSet(offer.getId()) && !held.isSet(offer.getId()))
                .toList();
    }

    /** The offers that the resource manager may use: those that want an answer now, and those that it holds. */
    List<Offer> usable() {
        return notHidden(open.values());
    }

    /** Those of the usable ones that show what a slot, of this or of another framework, has reserved. */
    List<Offer> showingReservations() {
        return notHidden(showing.values());
    }

    private List<Offer> notHidden(Collection<Offer> some) {
        return hidden.size() == 0
                ? List.copyOf(some)
                : some.stream().filter(offer -> !hidden.isSet(offer.getId())).toList();
    }

    /** Whether the resource manager holds any. */
    boolean isHolding() {
        return held.size() > 0;
    }

    /** What the resource manager held until now: it decides anew about all. */
    void release() {
        held.clear();
    }

    /** How many are kept, by the resource manager or from it. */
    int heldCount() {
        return hidden.size() + held.size();
    }

    /** All open offers, held ones too. */
    Collection<Offer> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    Optional<Instant> nextHoldEnd() {
        return Stream.of(hidden.next(), held.next()).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Received offers less those that were answered or withdrawn: the open ones, or a leak. */
    long unaccounted() {
        return received - used - withdrawn - open.size();
    }
}
