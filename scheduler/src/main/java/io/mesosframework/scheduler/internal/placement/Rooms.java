package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rooms of all open offers, kept from one round of placing to the next: only what is new is read. */
final class Rooms {

    private record Key(int agent, String role) {}

    private final Agents agents;
    private final Map<Key, Room> rooms = new LinkedHashMap<>();
    private final Map<OfferID, Key> known = new HashMap<>();

    Rooms(Agents agents) {
        this.agents = agents;
    }

    /** Makes the rooms those of these offers. A room that something was cut from is whole again where its offers are still there. */
    Collection<Room> of(Collection<Offer> offers, Instant now) {
        dropGone(offers);
        List<Key> cut = rooms.entrySet().stream()
                .filter(entry -> !entry.getValue().assignments().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        cut.forEach(key -> again(key, List.copyOf(room(key).offers())));
        for (Offer offer : offers) {
            if (!known.containsKey(offer.getId())) {
                Key key = new Key(
                        agents.number(offer, now), offer.getAllocationInfo().getRole());
                known.put(offer.getId(), key);
                room(key).add(offer);
            }
        }
        return rooms.values();
    }

    private void dropGone(Collection<Offer> offers) {
        Map<OfferID, Key> here = new HashMap<>(2 * offers.size());
        for (Offer offer : offers) {
            Key key = known.get(offer.getId());
            if (key != null) {
                here.put(offer.getId(), key);
            }
        }
        if (here.size() == known.size()) {
            return;
        }
        Set<Key> changed = new LinkedHashSet<>();
        known.forEach((id, key) -> {
            if (!here.containsKey(id)) {
                changed.add(key);
            }
        });
        known.keySet().retainAll(here.keySet());
        for (Key key : changed) {
            again(
                    key,
                    room(key).offers().stream()
                            .filter(offer -> here.containsKey(offer.getId()))
                            .toList());
        }
    }

    private Room room(Key key) {
        return rooms.computeIfAbsent(key, unused -> new Room(agents, key.agent, key.role));
    }

    private void again(Key key, List<Offer> offers) {
        if (offers.isEmpty()) {
            rooms.remove(key);
        } else {
            Room room = new Room(agents, key.agent, key.role);
            offers.forEach(room::add);
            rooms.put(key, room);
        }
    }
}
