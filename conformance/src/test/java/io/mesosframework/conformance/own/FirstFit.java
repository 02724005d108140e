package io.mesosframework.conformance.own;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.resources.Resources;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A resource manager that gives every slot an offer of its own, the first that is large enough. */
final class FirstFit implements ResourceManager {

    final Set<String> placed = ConcurrentHashMap.newKeySet();

    @Override
    public Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now) {
        Deque<Slot> waiting = new ArrayDeque<>(pending);
        List<Placement.Launch> launches = new ArrayList<>();
        List<Offer> used = new ArrayList<>();
        for (Offer offer : offers) {
            Slot slot = waiting.peek();
            if (slot == null) {
                break;
            }
            ResourceNeeds needs = tasks.specification(slot.key().application())
                    .orElseThrow()
                    .application()
                    .resources();
            Resources wanted = Resources.parse(
                            "cpus:" + needs.cpusMillis() / 1000.0 + ";mem:" + needs.memMillis() / 1000.0)
                    .withAllocation(offer.getAllocationInfo().getRole());
            if (Resources.of(offer.getResourcesList()).contains(wanted)) {
                placed.add(waiting.remove().key().toString());
                used.add(offer);
                launches.add(new Placement.Launch(
                        List.of(offer.getId()),
                        List.of(new Assignment(
                                slot.key(),
                                offer.getAgentId(),
                                offer.getHostname(),
                                offer.getHostname() + ":5051",
                                wanted.asList())),
                        Duration.ofSeconds(1)));
            }
        }
        Map<OfferID, Duration> declines = new HashMap<>(Placement.decliningRest(offers, used, Duration.ofSeconds(1)));
        return new Placement(launches, declines, Map.of(), List.of());
    }
}
