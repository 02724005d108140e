package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.OfferFilters;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One framework as the allocator sees it: what it may have, and what it has refused (PROTOCOL B105-B109, B176-B178). */
final class Candidate {

    private record Refusal(Resources resources, Instant until) {}

    final FrameworkID id;
    final String name;
    boolean active = true;
    private Set<String> roles = Set.of();
    private Set<String> suppressed = new HashSet<>();
    private OfferConstraints constraints = OfferConstraints.NONE;
    private final Map<String, List<Quantities>> minima = new HashMap<>();
    private boolean gpus;
    private boolean regions;
    private boolean shared;
    private boolean revocable;
    private boolean refined;

    /** By role, then agent. */
    private final Map<String, Map<AgentID, List<Refusal>>> refusals = new HashMap<>();

    Candidate(FrameworkInfo info, Collection<String> suppressed, OfferConstraints constraints) {
        this.id = info.getId();
        this.name = id.getValue();
        update(info, suppressed, constraints);
    }

    /** The suppressed roles are replaced; one that no longer is loses its filters too (PROTOCOL B27, B35). */
    void update(FrameworkInfo info, Collection<String> nowSuppressed, OfferConstraints nowConstraints) {
        roles = FrameworkRecord.roles(info);
        suppressed.stream().filter(role -> !nowSuppressed.contains(role)).forEach(refusals::remove);
        refusals.keySet().retainAll(roles);
        suppressed = new HashSet<>(nowSuppressed);
        constraints = nowConstraints;
        gpus = Capabilities.has(info, Capability.Type.GPU_RESOURCES);
        regions = Capabilities.has(info, Capability.Type.REGION_AWARE);
        shared = Capabilities.has(info, Capability.Type.SHARED_RESOURCES);
        revocable = Capabilities.has(info, Capability.Type.REVOCABLE_RESOURCES);
        refined = Capabilities.has(info, Capability.Type.RESERVATION_REFINEMENT);
        minima.clear();
        info.getOfferFiltersMap().forEach((role, filters) -> {
            if (filters.hasMinAllocatableResources()) {
                minima.put(
                        role,
                        filters.getMinAllocatableResources().getQuantitiesList().stream()
                                .map(OfferFilters.ResourceQuantities::getQuantitiesMap)
                                .map(Quantities::ofScalars)
                                .toList());
            }
        });
    }

    Set<String> roles() {
        return roles;
    }

    boolean wants(String role) {
        return active && roles.contains(role) && !suppressed.contains(role);
    }

    Set<String> suppressed() {
        return suppressed;
    }

    void suppress(Collection<String> of) {
        suppressed.addAll(of);
    }

    void revive(Collection<String> of) {
        suppressed.removeAll(of);
        of.forEach(refusals::remove);
    }

    boolean mayUse(Pool pool, AllocationRules rules, boolean remote) {
        return (gpus || !rules.filterGpus() || !pool.hasGpus()) && (regions || !remote);
    }

    OfferConstraints constraints() {
        return constraints;
    }

    /** Without the kinds of resources that this framework does not know. */
    Resources understood(Resources resources) {
        return shared && revocable && refined ? resources : resources.filter(this::understands);
    }

    private boolean understands(Resource resource) {
        return (shared || !resource.hasShared())
                && (revocable || !resource.hasRevocable())
                && (refined || resource.getReservationsCount() <= 1);
    }

    /** Whether it is enough for an offer (PROTOCOL F5). */
    boolean isWorthwhile(Resources resources, String role, List<Quantities> general) {
        if (resources.isEmpty()) {
            return false;
        }
        List<Quantities> minimum = minima.getOrDefault(role, general);
        if (minimum.isEmpty()) {
            return true;
        }
        for (Quantities enough : minimum) {
            if (enough.isWithin(resources)) {
                return true;
            }
        }
        return false;
    }

    void refuse(String role, AgentID agentId, Resources resources, Instant until) {
        refusals.computeIfAbsent(role, r -> new HashMap<>())
                .computeIfAbsent(agentId, a -> new ArrayList<>(1))
                .add(new Refusal(resources, until));
    }

    boolean refuses(String role, AgentID agentId, Resources resources, Instant now) {
        Map<AgentID, List<Refusal>> byAgent = refusals.get(role);
        List<Refusal> here = byAgent == null ? null : byAgent.get(agentId);
        if (byAgent == null || here == null) {
            return false;
        }
        here.removeIf(refusal -> !refusal.until.isAfter(now));
        if (here.isEmpty()) {
            byAgent.remove(agentId);
        }
        return here.stream().anyMatch(refusal -> refusal.resources.contains(resources));
    }

    void forgetRefusals() {
        refusals.clear();
    }

    void forgetRefusals(AgentID agentId) {
        refusals.values().forEach(byAgent -> byAgent.remove(agentId));
    }
}
