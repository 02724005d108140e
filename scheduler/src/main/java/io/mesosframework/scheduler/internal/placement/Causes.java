package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.internal.placement.Layout.Miss;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What ruled all agents out for the slots of one application. Each agent counts once, by its offers for the right role if it has any. */
final class Causes {

    private record Key(Reason reason, String rule) {}

    private static final class Count {
        private int agents;
        private Miss miss;
        private Room nearest;

        private Count(Miss miss, Room room) {
            this.miss = miss;
            this.nearest = room;
        }

        private void add(Miss next, Room room) {
            agents++;
            if (next.nearness() > miss.nearness()) {
                miss = next;
                nearest = room;
            }
        }
    }

    private final Layout layout;
    private final Map<Key, Count> counts = new LinkedHashMap<>();
    private final BitSet agents = new BitSet();

    Causes(Layout layout, Collection<Room> rooms) {
        this.layout = layout;
        for (Room room : rooms) {
            if (layout.isOfRole(room)) {
                count(room);
            }
        }
        for (Room room : rooms) {
            if (!agents.get(room.agent())) {
                count(room);
            }
        }
    }

    private void count(Room room) {
        agents.set(room.agent());
        Miss miss = layout.miss(room);
        counts.computeIfAbsent(new Key(miss.reason(), miss.which()), unused -> new Count(miss, room))
                .add(miss, room);
    }

    /** How many agents offer. */
    int agents() {
        return agents.cardinality();
    }

    List<Shortfall.Cause> nearestFirst() {
        return counts.entrySet().stream()
                .map(entry -> cause(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(Shortfall.Cause::nearness).reversed())
                .toList();
    }

    private Shortfall.Cause cause(Key key, Count count) {
        return new Shortfall.Cause(
                key.reason, key.rule, count.agents, layout.words(count.miss, count.nearest), count.miss.nearness());
    }
}
