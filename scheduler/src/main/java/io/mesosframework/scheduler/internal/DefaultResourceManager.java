package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.offers.Assignment;
import io.mesosframework.scheduler.offers.Placement;
import io.mesosframework.scheduler.offers.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts as many pending slots onto the offers as fit, several on one agent where it has room, and spreads an
 * application's slots over the agents. What nobody can use is declined at once: for a while where slots wait for
 * something better, for long where none does.
 */
public final class DefaultResourceManager implements ResourceManager {

    private static final Duration UNFIT = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Function<Specification, String> roleOf;

    /** @param roleOf the role whose offers an application takes */
    public DefaultResourceManager(Function<Specification, String> roleOf) {
        this.roleOf = roleOf;
    }

    @Override
    public Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now) {
        Collection<AgentOffers> agents = byAgentAndRole(offers);
        Map<String, Layout> layouts = new HashMap<>();
        List<Shortfall> shortfalls = new ArrayList<>();
        for (Slot slot : pending) {
            Optional<Specification> specification =
                    tasks.specification(slot.key().application());
            if (specification.isPresent()) {
                Layout layout = layouts.computeIfAbsent(
                        slot.key().application(), name -> new Layout(specification.get(), tasks.slotsOf(name)));
                layout.shortfallOf(slot).or(() -> place(slot, layout, agents)).ifPresent(shortfalls::add);
            }
        }
        Duration refuse = pending.isEmpty() ? IDLE : UNFIT;
        List<Placement.Launch> launches = new ArrayList<>();
        Map<OfferID, Duration> declines = new LinkedHashMap<>();
        for (AgentOffers agent : agents) {
            if (agent.assignments().isEmpty()) {
                agent.ids().forEach(id -> declines.put(id, refuse));
            } else {
                launches.add(new Placement.Launch(agent.ids(), agent.assignments(), refuse));
            }
        }
        return new Placement(launches, declines, Map.of(), shortfalls);
    }

    /** Gives the slot the best agent that can take it; where none can, says why. */
    private Optional<Shortfall> place(Slot slot, Layout layout, Collection<AgentOffers> agents) {
        ResourceNeeds needs = layout.application.resources();
        AgentOffers best = null;
        Misses misses = new Misses(needs);
        for (AgentOffers agent : agents) {
            Shortfall.Reason lack = agent.role().equals(layout.role) ? agent.lacks(needs) : Shortfall.Reason.ROLE;
            if (lack == null && !layout.allows(agent)) {
                lack = Shortfall.Reason.STRATEGY;
            }
            if (lack != null) {
                misses.add(agent, lack);
            } else if (best == null || layout.prefers(agent, best)) {
                best = agent;
            }
        }
        if (best == null) {
            return Optional.of(layout.noRoom(misses.of(slot)));
        }
        best.assignments()
                .add(new Assignment(
                        slot.key(),
                        best.first().getAgentId(),
                        best.first().getHostname(),
                        best.address(),
                        best.take(needs)));
        layout.placed(best.agent());
        return Optional.empty();
    }

    private static Collection<AgentOffers> byAgentAndRole(Collection<Offer> offers) {
        record Key(String agent, String role) {}
        Map<Key, AgentOffers> agents = new LinkedHashMap<>();
        for (Offer offer : offers) {
            Key key = new Key(
                    offer.getAgentId().getValue(), offer.getAllocationInfo().getRole());
            agents.computeIfAbsent(key, unused -> new AgentOffers(offer)).add(offer);
        }
        return agents.values();
    }

    /** Where an application's tasks are, and what its strategy makes of that. */
    private final class Layout {
        private final Application application;
        private final String role;
        private final Map<String, Integer> onAgent = new HashMap<>();
        private @Nullable Shortfall noRoom;

        Layout(Specification specification, List<Slot> slots) {
            application = specification.application();
            role = roleOf.apply(specification);
            slots.stream()
                    .filter(slot -> slot.state().hasTask())
                    .forEach(slot -> placed(slot.currentTask().agent()));
        }

        Shortfall noRoom(Shortfall shortfall) {
            noRoom = shortfall;
            return shortfall;
        }

        /** Where one slot found no room, no later one does: all are alike, and room only shrinks. */
        Optional<Shortfall> shortfallOf(Slot slot) {
            return Optional.ofNullable(noRoom)
                    .map(other -> new Shortfall(slot.key(), other.agents(), other.reasons(), other.nearest()));
        }

        void placed(String agent) {
            onAgent.merge(agent, 1, Integer::sum);
        }

        boolean allows(AgentOffers agent) {
            return application.strategy().effort() == Strategy.Effort.BEST || suits(agent);
        }

        boolean prefers(AgentOffers agent, AgentOffers other) {
            if (suits(agent) != suits(other)) {
                return suits(agent);
            }
            return count(agent) < count(other);
        }

        private boolean suits(AgentOffers agent) {
            return switch (application.strategy().type()) {
                case UNIQUE -> count(agent) == 0;
                case MUX -> onAgent.isEmpty() || count(agent) > 0;
                case NON_MUX -> true;
            };
        }

        private int count(AgentOffers agent) {
            return onAgent.getOrDefault(agent.agent(), 0);
        }
    }

    /** Counts why agents were ruled out, and keeps the nearest of them. */
    private static final class Misses {
        private final ResourceNeeds needs;
        private final Map<Shortfall.Reason, Integer> reasons = new EnumMap<>(Shortfall.Reason.class);
        private int agents;
        private @Nullable AgentOffers nearest;
        private Shortfall.@Nullable Reason nearestReason;

        Misses(ResourceNeeds needs) {
            this.needs = needs;
        }

        void add(AgentOffers agent, Shortfall.Reason reason) {
            agents++;
            reasons.merge(reason, 1, Integer::sum);
            if (nearest == null
                    || nearestReason == null
                    || agent.nearness(reason, needs) > nearest.nearness(nearestReason, needs)) {
                nearest = agent;
                nearestReason = reason;
            }
        }

        Shortfall of(Slot slot) {
            String words = nearest == null || nearestReason == null ? "" : nearest.miss(nearestReason, needs);
            return new Shortfall(slot.key(), agents, reasons, words);
        }
    }
}
