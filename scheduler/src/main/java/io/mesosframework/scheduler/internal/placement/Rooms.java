package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rooms of all open offers, kept from one round of placing to the next: only what is new is read. Offers mostly come in the same
 * order as before, with some gone and new ones at the end; so the two rows are gone through side by side.
 */
final class Rooms {

    private record Key(int agent, String role) {}

    private record Known(Offer offer, Key key) {}

    private final Agents agents;
    private final Map<Key, Room> rooms = new LinkedHashMap<>();

    /** The rooms that something was cut from in the last round. */
    private final Set<Key> cut = new LinkedHashSet<>();

    private List<Known> known = new ArrayList<>();

    Rooms(Agents agents) {
        this.agents = agents;
    }

    /** Makes the rooms those of these offers. A room that something was cut from is whole again where its offers are still there. */
    Collection<Room> of(Collection<Offer> offers, Instant now) {
        Set<Offer> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Key> changed = new LinkedHashSet<>(cut);
        cut.clear();
        List<Known> next = new ArrayList<>(offers.size());
        List<Offer> fresh = new ArrayList<>();
        int at = 0;
        for (Offer offer : offers) {
            int found = fresh.isEmpty() ? find(offer, at) : known.size();
            if (found == known.size()) {
                // Those behind it are new, too. Should one be known after all, it goes and comes again.
                fresh.add(offer);
                continue;
            }
            for (; at < found; at++) {
                drop(known.get(at), gone, changed);
            }
            next.add(known.get(at++));
        }
        for (; at < known.size(); at++) {
            drop(known.get(at), gone, changed);
        }
        known = next;
        changed.forEach(key -> makeAnew(key, gone));
        fresh.forEach(offer -> add(offer, now));
        return rooms.values();
    }

    // The same offer is the same object; to compare ten thousand by their contents takes long.
    @SuppressWarnings("ReferenceEquality")
    private int find(Offer offer, int from) {
        int at = from;
        while (at < known.size() && known.get(at).offer != offer) {
            at++;
        }
        return at;
    }

    private static void drop(Known one, Set<Offer> gone, Set<Key> changed) {
        gone.add(one.offer);
        changed.add(one.key);
    }

    private void makeAnew(Key key, Set<Offer> gone) {
        Room before = rooms.get(key);
        if (before == null) {
            return;
        }
        List<Offer> left =
                before.offers().stream().filter(offer -> !gone.contains(offer)).toList();
        if (left.isEmpty()) {
            rooms.remove(key);
        } else {
            Room room = new Room(agents, key.agent, key.role);
            left.forEach(room::add);
            rooms.put(key, room);
        }
    }

    private void add(Offer offer, Instant now) {
        Key key = new Key(agents.number(offer, now), offer.getAllocationInfo().getRole());
        known.add(new Known(offer, key));
        rooms.computeIfAbsent(key, unused -> new Room(agents, key.agent, key.role))
                .add(offer);
    }

    /** Something was cut from the room. */
    void cutFrom(Room room) {
        cut.add(new Key(room.agent(), room.role()));
    }
}
