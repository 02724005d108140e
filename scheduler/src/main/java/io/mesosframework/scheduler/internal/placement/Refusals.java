package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.internal.placement.Layout.Miss;
import io.mesosframework.scheduler.internal.placement.Layout.Why;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why each agent takes no slot of one application, as its last offers tell: kept from round to round, as in most of them few agents
 * offer. Each agent counts once, by its offers for the right role if it has had any.
 */
final class Refusals {

    private static final int NONE = -1;

    private final Agents agents;
    private final Map<Why, Integer> numbers = new HashMap<>();
    private final List<Why> whys = new ArrayList<>();

    // By the agent's number.
    private int[] refusal = {};
    private double[] nearness = {};
    private Room[] rooms = {};

    Refusals(Agents agents) {
        this.agents = agents;
    }

    /** Takes note of why these rooms take no slot. */
    void note(Layout layout, Collection<Room> open) {
        BitSet ofRole = new BitSet();
        for (Room room : open) {
            if (layout.isOfRole(room)) {
                ofRole.set(room.agent());
                note(layout.miss(room), room);
            }
        }
        for (Room room : open) {
            if (!ofRole.get(room.agent()) && isOfNoRoleSoFar(room.agent())) {
                note(layout.miss(room), room);
            }
        }
    }

    private boolean isOfNoRoleSoFar(int agent) {
        return agent >= refusal.length
                || refusal[agent] == NONE
                || whys.get(refusal[agent]).reason() == Reason.ROLE;
    }

    private void note(Miss miss, Room room) {
        int agent = room.agent();
        if (agent >= refusal.length) {
            int before = refusal.length;
            int length = Math.max(agent + 1, 2 * before);
            refusal = Arrays.copyOf(refusal, length);
            Arrays.fill(refusal, before, length, NONE);
            nearness = Arrays.copyOf(nearness, length);
            rooms = Arrays.copyOf(rooms, length);
        }
        refusal[agent] = numbers.computeIfAbsent(miss.why(), why -> {
            whys.add(why);
            return whys.size() - 1;
        });
        nearness[agent] = miss.nearness();
        rooms[agent] = room;
    }

    /** Why one slot finds no agent, without the slot: the agents that have offered lately, and the nearest misses first. */
    record Summary(int agents, List<Shortfall.Cause> causes) {}

    Summary summary(Layout layout, Instant now) {
        int[] counts = new int[whys.size()];
        int[] nearest = new int[whys.size()];
        int all = 0;
        Instant since = now.minus(Agents.REMEMBERED);
        for (int agent = 0; agent < refusal.length; agent++) {
            int why = refusal[agent];
            if (why != NONE && agents.isAround(agent, since)) {
                all++;
                if (counts[why]++ == 0 || nearness[agent] > nearness[nearest[why]]) {
                    nearest[why] = agent;
                }
            }
        }
        List<Shortfall.Cause> causes = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                Why why = whys.get(i);
                int agent = nearest[i];
                causes.add(new Shortfall.Cause(
                        why.reason(), why.which(), counts[i], layout.words(why, rooms[agent]), nearness[agent]));
            }
        }
        causes.sort(Comparator.comparingDouble(Shortfall.Cause::nearness)
                .reversed()
                .thenComparing(Comparator.comparingInt(Shortfall.Cause::agents).reversed()));
        return new Summary(all, causes);
    }
}
