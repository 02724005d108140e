package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.master.Allocator.Allocation;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One run over some agents, in random order: first roles whose guarantees are not met, then all by fair share; each agent
 * goes whole to the first that may have it, as far as quota lets it (PROTOCOL F11-F17, B44, B176-B178).
 */
final class AllocationRun {

    private final Allocator allocator;
    private final RoleSorters roles;
    private final Instant now;
    private final List<Allocation> allocations = new ArrayList<>();

    /** A shared resource is allocated once in a run at most. */
    private final Map<AgentID, Resources> sharedOut = new HashMap<>();

    /** By top role that has quota: what counts against it (PROTOCOL F17). */
    private final Map<String, Quantities> consumed = new HashMap<>();

    /** What must be left unreserved for guarantees that are not met, and what is. */
    private Quantities required = Quantities.NONE;

    private Quantities headroom = Quantities.NONE;

    AllocationRun(Allocator allocator, RoleSorters roles, Instant now) {
        this.allocator = allocator;
        this.roles = roles;
        this.now = now;
    }

    List<Allocation> over(Collection<AgentID> agents, RandomGenerator random) {
        if (roles.isEmpty()) {
            return List.of();
        }
        List<AgentID> order = new ArrayList<>(agents);
        order.removeIf(id -> !allocator.pool(id).active);
        if (allocator.hasQuota()) {
            countQuota();
            shuffle(order, random);
            order.forEach(this::meetGuarantees);
        }
        shuffle(order, random);
        order.forEach(this::share);
        return allocations;
    }

    private static void shuffle(List<AgentID> order, RandomGenerator random) {
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            AgentID swapped = order.get(i);
            order.set(i, order.get(other));
            order.set(other, swapped);
        }
    }

    private void countQuota() {
        allocator.quotas().keySet().forEach(role -> consumed.put(role, allocator.consumedQuota(role)));
        allocator
                .quotas()
                .forEach((role, quota) -> required =
                        required.plus(quota.guarantees().minus(consumed.getOrDefault(role, Quantities.NONE))));
        for (Pool pool : allocator.pools()) {
            headroom = headroom.plus(Quantities.of(pool.available().filter(AllocationRun::countsForQuota)));
        }
    }

    private void meetGuarantees(AgentID agentId) {
        Pool pool = allocator.pool(agentId);
        for (String role : roles.sorted()) {
            Quota quota = allocator.quota(role);
            Quantities missing = quota.guarantees().minus(consumed.getOrDefault(role, Quantities.NONE));
            for (String name : missing.isEmpty() ? List.<String>of() : roles.frameworks(role)) {
                Candidate framework = allocator.candidate(name);
                Resources available = available(framework, role, agentId, pool);
                if (missing.isEmpty() || available.isEmpty()) {
                    continue;
                }
                Resources counted = available.filter(AllocationRun::countsForQuota);
                Resources guaranteed = Shrinking.to(counted, missing.asMap(), false);
                if (guaranteed.isEmpty()) {
                    continue;
                }
                Quantities before = consumed.getOrDefault(role, Quantities.NONE);
                Resources more = quota.limit(counted.minus(guaranteed), before.plus(Quantities.of(guaranteed)));
                more = keepHeadroom(more);
                Resources offered = guaranteed
                        .plus(available.minus(counted).filter(resource -> ownOrNotCounted(resource, role)))
                        .plus(more);
                if (!isTaken(framework, role, agentId, offered)) {
                    continue;
                }
                allocate(framework, role, agentId, pool, offered);
                Quantities increase = Quantities.of(guaranteed.plus(more));
                missing = missing.minus(increase);
                consumed.put(role, before.plus(increase));
                required = required.minus(Quantities.of(guaranteed));
                headroom = headroom.minus(increase);
            }
        }
    }

    private void share(AgentID agentId) {
        Pool pool = allocator.pool(agentId);
        for (String role : roles.sorted()) {
            if (pool.available().isEmpty()) {
                return;
            }
            for (String name : roles.frameworks(role)) {
                Candidate framework = allocator.candidate(name);
                Resources offered = available(framework, role, agentId, pool);
                if (offered.isEmpty()) {
                    continue;
                }
                Resources counted = offered.filter(AllocationRun::countsForQuota);
                Resources free = offered.filter(resource -> !countsForQuota(resource));
                if (allocator.hasQuota()) {
                    counted = keepHeadroom(
                            allocator.quota(role).limit(counted, consumed.getOrDefault(role, Quantities.NONE)));
                }
                offered = free.plus(counted); // in this order; texts about what was offered show it
                if (isTaken(framework, role, agentId, offered)) {
                    allocate(framework, role, agentId, pool, offered);
                    Quantities increase = Quantities.of(counted);
                    consumed.computeIfPresent(role, (r, before) -> before.plus(increase));
                    headroom = headroom.minus(increase);
                }
            }
        }
    }

    /** What the framework could get of the agent in the role, quota aside; empty if that is not worth an offer. */
    private Resources available(Candidate framework, String role, AgentID agentId, Pool pool) {
        if (framework.constraints().excludes(role, pool.info)) {
            return Resources.EMPTY;
        }
        Resources available = pool.available().allocatableTo(role);
        Resources offeredAlready = sharedOut.get(agentId);
        if (offeredAlready != null) {
            available = available.minus(offeredAlready);
        }
        if (!framework.isWorthwhile(available, role, allocator.rules().minAllocatable())
                || !framework.mayUse(pool, allocator.rules(), allocator.isRemote(pool))) {
            return Resources.EMPTY;
        }
        return framework.understood(available);
    }

    private boolean isTaken(Candidate framework, String role, AgentID agentId, Resources offered) {
        return framework.isWorthwhile(offered, role, allocator.rules().minAllocatable())
                && !framework.refuses(role, agentId, offered, now);
    }

    private void allocate(Candidate framework, String role, AgentID agentId, Pool pool, Resources offered) {
        Resources allocated = offered.withAllocation(role);
        pool.take(framework.id, allocated);
        roles.allocated(role, framework, agentId, allocated);
        Resources shared = offered.filter(Resource::hasShared);
        if (!shared.isEmpty()) {
            sharedOut.merge(agentId, shared, Resources::plus);
        }
        allocations.add(new Allocation(framework.id, role, agentId, allocated));
    }

    /** Holds back what guarantees will need. */
    private Resources keepHeadroom(Resources resources) {
        if (required.isEmpty() || resources.isEmpty()) {
            return resources;
        }
        return Shrinking.to(resources, headroom.minus(required).asMap(), false);
    }

    private static boolean ownOrNotCounted(Resource resource, String role) {
        return resource.getType() != Value.Type.SCALAR
                || resource.hasRevocable()
                || Resources.reservationRole(resource).equals(role);
    }

    static boolean countsForQuota(Resource resource) {
        return resource.getType() == Value.Type.SCALAR
                && !resource.hasRevocable()
                && resource.getReservationsCount() == 0;
    }
}
