package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.DomainInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.resources.Resources;
import io.mesosframework.resources.Roles;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Knows who may have which resources and which are out, offered or used alike (PROTOCOL F10-F17, B104-B112). It offers
 * when it is told to; see {@link AllocationRun} for how.
 */
final class Allocator {

    private static final Duration MAX_REFUSAL = Duration.ofDays(365);
    private static final double DEFAULT_REFUSE_SECONDS = 5;

    /** One agent's resources for one role of one framework. */
    record Allocation(FrameworkID frameworkId, String role, AgentID agentId, Resources resources) {}

    private final RandomGenerator random;
    private final Duration interval;
    private final AllocationRules rules;
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Map<AgentID, Pool> pools = new LinkedHashMap<>();
    private final Map<String, Quota> quotas = new TreeMap<>();
    private final ClusterTotal total = new ClusterTotal();
    private final RoleSorters roles = new RoleSorters(total);

    /** How many agents there must be before anything is offered; 0 from then on. */
    private int awaited;

    private Instant awaitedUntil = Instant.MIN;

    Allocator(RandomGenerator random, MasterConfig config) {
        this.random = random;
        this.interval = config.allocationInterval();
        this.rules = config.allocation();
    }

    // Frameworks

    void addFramework(FrameworkInfo info, Collection<String> suppressed, OfferConstraints constraints) {
        Candidate candidate = new Candidate(info, suppressed, constraints);
        candidates.put(candidate.name, candidate);
        roles.update(candidate, Set.of());
    }

    /** What it holds in a role that is gone stays allocated (PROTOCOL B26-B27). */
    void updateFramework(FrameworkInfo info, Collection<String> suppressed, OfferConstraints constraints) {
        Candidate candidate = candidate(info.getId());
        Set<String> before = candidate.roles();
        candidate.update(info, suppressed, constraints);
        roles.update(candidate, before);
    }

    void activate(FrameworkID id) {
        candidate(id).active = true;
        roles.update(candidate(id), Set.of());
    }

    /** Gets nothing until it is active again, and its filters are gone (PROTOCOL A67). */
    void deactivate(FrameworkID id) {
        candidate(id).active = false;
        candidate(id).forgetRefusals();
        roles.update(candidate(id), Set.of());
    }

    /** All that it still holds is free. */
    void removeFramework(FrameworkID id) {
        Candidate candidate = candidates.remove(id.getValue());
        if (candidate != null) {
            pools.forEach((agentId, pool) -> {
                pool.outTo(id)
                        .byAllocation()
                        .forEach((role, held) -> roles.unallocated(role, candidate, agentId, held));
                pool.giveBack(id, pool.outTo(id));
            });
            roles.remove(candidate);
        }
    }

    void suppress(FrameworkID id, Collection<String> of) {
        candidate(id).suppress(of);
        roles.update(candidate(id), Set.of());
    }

    void revive(FrameworkID id, Collection<String> of) {
        candidate(id).revive(of);
        roles.update(candidate(id), Set.of());
    }

    Set<String> suppressedRoles(FrameworkID id) {
        return Collections.unmodifiableSet(candidate(id).suppressed());
    }

    // Agents

    void addAgent(AgentInfo info, Resources resources) {
        pools.put(info.getId(), new Pool(info, resources));
        total.add(resources);
    }

    /** The agent and all that is out of it are gone; what is recovered of it later counts for nothing. */
    void removeAgent(AgentID id) {
        Pool pool = pools.remove(id);
        if (pool != null) {
            pool.out().forEach((frameworkId, held) -> untrack(id, frameworkId, held));
            total.remove(pool.total());
            candidates.values().forEach(candidate -> candidate.forgetRefusals(id));
        }
    }

    /** An agent that is not active is not offered; what is out of it stays out (PROTOCOL F11, F21). */
    void activateAgent(AgentID id, boolean active) {
        pool(id).active = active;
    }

    /** Other attributes make frameworks forget what they refused of it (PROTOCOL B109). */
    void updateAgent(AgentInfo info, Resources resources) {
        Pool pool = pool(info.getId());
        if (!pool.info.getAttributesList().equals(info.getAttributesList())) {
            candidates.values().forEach(candidate -> candidate.forgetRefusals(info.getId()));
        }
        pool.info = info;
        changeTotal(pool, () -> pool.setTotal(resources));
    }

    // Resources

    /** What is neither offered nor used on an agent, with one of each shared resource. */
    Resources available(AgentID id) {
        return pool(id).available();
    }

    /** These resources are in use there, though not by an offer of this master (PROTOCOL F23, F32). */
    void use(FrameworkID frameworkId, AgentID agentId, Resources resources) {
        Pool pool = pools.get(agentId);
        if (pool != null && !resources.isEmpty()) {
            pool.take(frameworkId, resources);
            track(agentId, frameworkId, resources);
        }
    }

    /** Takes resources back without a filter. */
    void recover(FrameworkID frameworkId, AgentID agentId, Resources resources) {
        Pool pool = pools.get(agentId);
        if (pool != null && !resources.isEmpty()) {
            pool.giveBack(frameworkId, resources);
            untrack(agentId, frameworkId, resources);
        }
    }

    /** Takes declined resources back; they are not offered there again for a while (PROTOCOL B105-B107). */
    void refuse(
            FrameworkID frameworkId,
            String role,
            AgentID agentId,
            Resources resources,
            double refuseSeconds,
            Instant now) {
        recover(frameworkId, agentId, resources);
        Candidate candidate = candidates.get(frameworkId.getValue());
        if (candidate == null || !candidate.active || refuseSeconds == 0 || resources.isEmpty()) {
            return;
        }
        double seconds = refuseSeconds >= 0 ? refuseSeconds : DEFAULT_REFUSE_SECONDS;
        Duration asked = seconds > MAX_REFUSAL.toSeconds() ? MAX_REFUSAL : Duration.ofNanos((long) (seconds * 1e9));
        Duration refused = asked.compareTo(interval) < 0 ? interval : asked;
        candidate.refuse(role, agentId, resources.withoutAllocation(), now.plus(refused));
    }

    /** An operation turns what a framework holds of an agent into something else, and the agent has it so. */
    void convert(FrameworkID frameworkId, AgentID agentId, Resources before, Resources after) {
        Pool pool = pool(agentId);
        changeTotal(pool, () -> pool.convert(frameworkId, before, after));
        Candidate candidate = candidates.get(frameworkId.getValue());
        if (candidate != null) {
            Map<String, Resources> now = after.byAllocation();
            before.byAllocation()
                    .forEach((role, was) ->
                            roles.updated(role, candidate, agentId, was, now.getOrDefault(role, Resources.EMPTY)));
        }
    }

    /** An operation turns what nobody holds of an agent into something else; false if it is not there. */
    boolean convertAvailable(AgentID agentId, Resources before, Resources after) {
        Pool pool = pool(agentId);
        if (!pool.available().contains(before)) {
            return false;
        }
        changeTotal(pool, () -> pool.convertAvailable(before, after));
        return true;
    }

    /** A framework takes more copies of shared resources than it was offered (PROTOCOL B72). */
    void useMore(FrameworkID frameworkId, AgentID agentId, Resources shared) {
        pool(agentId).takeMore(frameworkId, shared);
        track(agentId, frameworkId, shared);
    }

    private void changeTotal(Pool pool, Runnable change) {
        total.remove(pool.total());
        change.run();
        total.add(pool.total());
    }

    private void track(AgentID agentId, FrameworkID frameworkId, Resources resources) {
        Candidate candidate = candidates.get(frameworkId.getValue());
        if (candidate != null) {
            resources.byAllocation().forEach((role, of) -> roles.allocated(role, candidate, agentId, of));
        }
    }

    private void untrack(AgentID agentId, FrameworkID frameworkId, Resources resources) {
        Candidate candidate = candidates.get(frameworkId.getValue());
        if (candidate != null) {
            resources.byAllocation().forEach((role, of) -> roles.unallocated(role, candidate, agentId, of));
        }
    }

    // Quota and weights

    /** Shows in later runs only (PROTOCOL F10). */
    void setQuota(String role, Quota quota) {
        if (quota.equals(Quota.NONE)) {
            quotas.remove(role);
        } else {
            quotas.put(role, quota);
        }
    }

    void setWeight(String role, double weight) {
        roles.setWeight(role, weight);
    }

    boolean hasQuota() {
        return !quotas.isEmpty();
    }

    Map<String, Quota> quotas() {
        return Collections.unmodifiableMap(quotas);
    }

    Quota quota(String role) {
        return quotas.getOrDefault(role, Quota.NONE);
    }

    /** What counts against the quota of a role: all that is reserved to it or below it, and what else is out there. */
    Quantities consumedQuota(String role) {
        Quantities sum = Quantities.NONE;
        for (Pool pool : pools.values()) {
            sum = sum.plus(Quantities.of(pool.total()
                    .filter(resource -> resource.getReservationsCount() > 0
                            && isWithin(Resources.reservationRole(resource), role))));
            for (Resources held : pool.out().values()) {
                sum = sum.plus(Quantities.of(held.filter(resource -> AllocationRun.countsForQuota(resource)
                        && isWithin(resource.getAllocationInfo().getRole(), role))));
            }
        }
        return sum;
    }

    static boolean isWithin(String role, String top) {
        return role.equals(top) || Roles.isStrictSubRole(role, top);
    }

    // Runs

    /** Nothing is offered before so many agents are there, or the wait is over (PROTOCOL F18). */
    void awaitAgents(int count, Instant until) {
        awaited = count;
        awaitedUntil = until;
    }

    private boolean isWaiting(Instant now) {
        if (pools.size() >= awaited || !now.isBefore(awaitedUntil)) {
            awaited = 0;
        }
        return awaited > 0;
    }

    /** One run over all agents. */
    List<Allocation> allocate(Instant now) {
        return allocate(pools.keySet(), now);
    }

    /** One run over these agents. */
    List<Allocation> allocate(Collection<AgentID> agents, Instant now) {
        return isWaiting(now) ? List.of() : new AllocationRun(this, roles, now).over(agents, random);
    }

    AllocationRules rules() {
        return rules;
    }

    /** Whether the agent stands in another region than the master (PROTOCOL D43). */
    boolean isRemote(Pool pool) {
        return pool.info.getDomain().hasFaultDomain()
                && rules.domain()
                        .filter(domain -> !region(domain).equals(region(pool.info.getDomain())))
                        .isPresent();
    }

    private static String region(DomainInfo domain) {
        return domain.getFaultDomain().getRegion().getName();
    }

    Collection<Pool> pools() {
        return pools.values();
    }

    Pool pool(AgentID id) {
        Pool pool = pools.get(id);
        if (pool == null) {
            throw new IllegalStateException("the allocator does not know agent " + id.getValue());
        }
        return pool;
    }

    Candidate candidate(String name) {
        Candidate candidate = candidates.get(name);
        if (candidate == null) {
            throw new IllegalStateException("the allocator does not know framework " + name);
        }
        return candidate;
    }

    private Candidate candidate(FrameworkID id) {
        return candidate(id.getValue());
    }
}
