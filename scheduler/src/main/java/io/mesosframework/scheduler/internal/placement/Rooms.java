package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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

    private final Agents agents;
    private final Map<Key, Room> rooms = new LinkedHashMap<>();

    /** The same ones, which are passed by faster in a row. */
    private final List<Room> row = new ArrayList<>();

    /** With more than so many changes the row is made anew. */
    private static final int FEW = 16;

    /** The rooms that something was cut from in the last round. */
    private final Set<Key> cut = new LinkedHashSet<>();

    /** The offers that were open last time, and beside each the room that it is in. */
    private final List<Offer> known = new ArrayList<>();

    private final List<Key> keys = new ArrayList<>();

    /** Ten thousand offers of a role share its name. */
    private final Map<String, String> roles = new HashMap<>();

    Rooms(Agents agents) {
        this.agents = agents;
    }

    /** Makes the rooms those of these offers. A room that something was cut from is whole again where its offers are still there. */
    Collection<Room> of(Collection<Offer> offers, Instant now) {
        BitSet missing = new BitSet();
        List<Offer> fresh = new ArrayList<>();
        int at = 0;
        for (Offer offer : offers) {
            int found = fresh.isEmpty() ? find(offer, at) : known.size();
            if (found == known.size()) {
                // Those behind it are new, too. Should one be known after all, it goes and comes again.
                fresh.add(offer);
            } else {
                missing.set(at, found);
                at = found + 1;
            }
        }
        missing.set(at, known.size());
        Set<Offer> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Key> changed = new LinkedHashSet<>(cut);
        cut.clear();
        // From the back, so that the numbers of the others stay what they are.
        for (int i = missing.length() - 1; i >= 0; i = missing.previousSetBit(i - 1)) {
            gone.add(known.remove(i));
            changed.add(keys.remove(i));
        }
        boolean few = changed.size() + fresh.size() <= FEW;
        changed.forEach(key -> makeAnew(key, gone, few));
        fresh.forEach(offer -> add(offer, now, few));
        if (!few) {
            row.clear();
            row.addAll(rooms.values());
        }
        return row;
    }

    // The same offer is the same object; to compare ten thousand by their contents takes long.
    @SuppressWarnings("ReferenceEquality")
    private int find(Offer offer, int from) {
        int at = from;
        while (at < known.size() && known.get(at) != offer) {
            at++;
        }
        return at;
    }

    private void makeAnew(Key key, Set<Offer> gone, boolean inRow) {
        Room before = rooms.get(key);
        if (before == null) {
            return;
        }
        List<Offer> left =
                before.offers().stream().filter(offer -> !gone.contains(offer)).toList();
        if (left.isEmpty()) {
            rooms.remove(key);
            if (inRow) {
                row.remove(before);
            }
        } else {
            Room room = new Room(agents, key.agent, key.role);
            left.forEach(room::add);
            rooms.put(key, room);
            if (inRow) {
                row.set(row.indexOf(before), room);
            }
        }
    }

    private void add(Offer offer, Instant now, boolean inRow) {
        String role = roles.computeIfAbsent(offer.getAllocationInfo().getRole(), same -> same);
        Key key = new Key(agents.number(offer, now), role);
        known.add(offer);
        keys.add(key);
        Room room = rooms.computeIfAbsent(key, unused -> {
            Room made = new Room(agents, key.agent, key.role);
            if (inRow) {
                row.add(made);
            }
            return made;
        });
        room.add(offer);
    }

    /** Something was cut from the room. */
    void cutFrom(Room room) {
        cut.add(new Key(room.agent(), room.role()));
    }
}
