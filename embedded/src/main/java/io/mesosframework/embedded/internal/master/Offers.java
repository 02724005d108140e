package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.ResourceFormats;
import io.mesosframework.resources.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Offers go out, come back declined, time out or are taken back (PROTOCOL B45-B53, B104-B112). */
final class Offers {

    private final MasterState state;
    private final Allocator allocator;
    private final InverseOffers inverseOffers;

    Offers(MasterState state, Allocator allocator, InverseOffers inverseOffers) {
        this.state = state;
        this.allocator = allocator;
        this.inverseOffers = inverseOffers;
    }

    /** Runs the allocator over all agents and sends each framework all its new offers in one event. */
    void allocate() {
        send(allocator.allocate(state.now));
    }

    /** Runs the allocator over one agent (PROTOCOL F10). */
    void allocate(AgentID agentId) {
        send(allocator.allocate(List.of(agentId), state.now));
    }

    private void send(List<Allocator.Allocation> allocations) {
        Map<FrameworkID, Event.Offers.Builder> byFramework = new LinkedHashMap<>();
        for (Allocator.Allocation allocation : allocations) {
            FrameworkRecord framework = state.frameworks.get(allocation.frameworkId());
            AgentRecord agent = state.agents.get(allocation.agentId());
            if (framework == null || agent == null) {
                continue;
            }
            OfferID id = state.newOfferId();
            Timers.@Nullable Timer timeout = state.config
                    .offerTimeout()
                    .map(after -> state.timers.at(state.now.plus(after), () -> rescind(id)))
                    .orElse(null);
            state.offers.put(
                    id,
                    new OfferRecord(
                            id,
                            allocation.frameworkId(),
                            allocation.agentId(),
                            allocation.role(),
                            allocation.resources(),
                            timeout));
            framework.offers.add(id);
            agent.offers.add(id);
            byFramework
                    .computeIfAbsent(allocation.frameworkId(), f -> Event.Offers.newBuilder())
                    .addOffers(message(id, framework, agent, allocation));
        }
        byFramework.forEach((id, offers) -> {
            FrameworkRecord framework = state.frameworks.get(id);
            if (framework != null) {
                state.send(
                        framework, Event.newBuilder().setType(Event.Type.OFFERS).setOffers(offers));
            }
        });
        inverseOffers.send();
    }

    /** An offer that is out, as it was told. */
    static Offer message(FrameworkRecord framework, AgentRecord agent, OfferRecord offer) {
        return message(
                offer.id(),
                framework,
                agent,
                new Allocator.Allocation(offer.frameworkId(), offer.role(), offer.agentId(), offer.resources()));
    }

    /** As this framework understands it (PROTOCOL B46-B49). */
    private static Offer message(
            OfferID id, FrameworkRecord framework, AgentRecord agent, Allocator.Allocation allocation) {
        boolean multiRole = framework.has(Capability.Type.MULTI_ROLE);
        Resources visible = allocation
                .resources()
                .filter(resource -> !resource.getName().equals("ephemeral_ports")); // PROTOCOL B49
        List<Resource> resources = (multiRole ? visible : visible.withoutAllocation()).asList();
        Offer.Builder offer = Offer.newBuilder()
                .setId(id)
                .setFrameworkId(framework.id())
                .setAgentId(agent.id())
                .setHostname(agent.info.getHostname())
                .setUrl(agent.url())
                .addAllResources(
                        framework.has(Capability.Type.RESERVATION_REFINEMENT) ? resources : inOlderFormat(resources))
                .addAllAttributes(agent.info.getAttributesList())
                .addAllExecutorIds(framework.executorsOn(agent.id()).keySet());
        if (multiRole) {
            offer.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(allocation.role()));
        }
        if (agent.info.hasDomain()) {
            offer.setDomain(agent.info.getDomain());
        }
        if (agent.unavailability != null) {
            offer.setUnavailability(agent.unavailability);
        }
        return offer.build();
    }

    /** Stacked reservations have no such form; the allocator has kept them back already (PROTOCOL D16). */
    private static List<Resource> inOlderFormat(List<Resource> resources) {
        return resources.stream()
                .flatMap(resource -> ResourceFormats.toSingle(resource).stream())
                .toList();
    }

    /** Unknown ids are ignored, and nobody asks whose the offer is (PROTOCOL B104). */
    void decline(Call.Decline decline) {
        for (OfferID id : decline.getOfferIdsList()) {
            OfferRecord offer = take(id);
            if (offer != null) {
                allocator.refuse(
                        offer.frameworkId(),
                        offer.role(),
                        offer.agentId(),
                        offer.resources(),
                        decline.getFilters().getRefuseSeconds(),
                        state.now);
            }
        }
    }

    /** No roles means all; one wrong role and nothing is done (PROTOCOL B110, B112). */
    void revive(FrameworkRecord framework, List<String> roles) {
        Set<String> own = FrameworkRecord.roles(framework.info);
        if (own.containsAll(roles)) {
            allocator.revive(framework.id(), roles.isEmpty() ? own : roles);
            allocate();
        }
    }

    /** Offers that are out stay out (PROTOCOL B111, B112). */
    void suppress(FrameworkRecord framework, List<String> roles) {
        Set<String> own = FrameworkRecord.roles(framework.info);
        if (own.containsAll(roles)) {
            allocator.suppress(framework.id(), roles.isEmpty() ? own : roles);
        }
    }

    /** Takes an offer out of the books; its resources stay allocated. */
    @Nullable
    OfferRecord take(OfferID id) {
        OfferRecord offer = state.offers.remove(id);
        if (offer != null) {
            FrameworkRecord framework = state.frameworks.get(offer.frameworkId());
            if (framework != null) {
                framework.offers.remove(id);
            }
            AgentRecord agent = state.agents.get(offer.agentId());
            if (agent != null) {
                agent.offers.remove(id);
            }
            if (offer.timeout() != null) {
                offer.timeout().cancel();
            }
        }
        return offer;
    }

    /** Takes an offer back without a word and without a filter. */
    void discard(OfferID id) {
        OfferRecord offer = take(id);
        if (offer != null) {
            allocator.recover(offer.frameworkId(), offer.agentId(), offer.resources());
        }
    }

    /** The inverse ones too. */
    void discardAll(FrameworkRecord framework) {
        inverseOffers.discardAll(framework);
        List.copyOf(framework.offers).forEach(this::discard);
    }

    /** Inverse ones end without a word. */
    void rescindAll(FrameworkRecord framework) {
        inverseOffers.discardAll(framework);
        List.copyOf(framework.offers).forEach(this::rescind);
    }

    /** All offers of one agent. */
    void rescindAll(AgentRecord agent) {
        List.copyOf(agent.offers).forEach(this::rescind);
    }

    /** Every offer there is. */
    void rescindAll() {
        List.copyOf(state.offers.keySet()).forEach(this::rescind);
    }

    void rescindRemovedRoles(FrameworkRecord framework) {
        Set<String> roles = FrameworkRecord.roles(framework.info);
        for (OfferID id : List.copyOf(framework.offers)) {
            OfferRecord offer = state.offers.get(id);
            if (offer != null && !roles.contains(offer.role())) {
                rescind(id);
            }
        }
    }

    /** Takes an offer back with a RESCIND and without a filter (PROTOCOL B51, B53). */
    void rescind(OfferID id) {
        rescind(id, 0);
    }

    /** Takes an offer back with a RESCIND; the framework is not offered the same again for so long. */
    void rescind(OfferID id, double refuseSeconds) {
        OfferRecord offer = state.offers.get(id);
        FrameworkRecord framework = offer == null ? null : state.frameworks.get(offer.frameworkId());
        if (framework != null) {
            state.send(
                    framework,
                    Event.newBuilder()
                            .setType(Event.Type.RESCIND)
                            .setRescind(Event.Rescind.newBuilder().setOfferId(id)));
        }
        OfferRecord back = take(id);
        if (back != null) {
            allocator.refuse(
                    back.frameworkId(), back.role(), back.agentId(), back.resources(), refuseSeconds, state.now);
        }
    }
}
