package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Who gets which agent's resources: dominant resource fairness among roles, then among the frameworks of a role; each
 * agent goes whole to the first that may have it (PROTOCOL F10-F16). Knows which resources are out, offered or used
 * alike, and the filters that declines left behind (B104-B112).
 */
final class Allocator {

    /** Agents with less are not offered (PROTOCOL F5). */
    private static final long MIN_CPUS_MILLIS = 10;

    private static final long MIN_MEM_MILLIS = 32_000;
    private static final Duration MAX_REFUSAL = Duration.ofDays(365);
    private static final double DEFAULT_REFUSE_SECONDS = 5;

    /** One agent's resources for one role of one framework. */
    record Allocation(FrameworkID frameworkId, String role, AgentID agentId, Resources resources) {}

    private record Refusal(Resources resources, Instant until) {}

    private static final class Candidate {
        FrameworkInfo info;
        Set<String> roles;
        Set<String> suppressed;
        boolean active = true;

        /** By role, then agent. */
        final Map<String, Map<AgentID, List<Refusal>>> refusals = new HashMap<>();

        Candidate(FrameworkInfo info, Set<String> roles, Set<String> suppressed) {
            this.info = info;
            this.roles = roles;
            this.suppressed = suppressed;
        }
    }

    private static final class Pool {
        final Resources total;
        Resources available;
        boolean active = true;

        Pool(Resources total) {
            this.total = total;
            this.available = total;
        }
    }

    private final RandomGenerator random;
    private final Duration interval;
    private final Map<FrameworkID, Candidate> candidates = new LinkedHashMap<>();
    private final Map<AgentID, Pool> pools = new LinkedHashMap<>();
    private final Shares cluster = new Shares();

    Allocator(RandomGenerator random, Duration interval) {
        this.random = random;
        this.interval = interval;
    }

    void addFramework(FrameworkID id, FrameworkInfo info, Collection<String> suppressed) {
        candidates.put(id, new Candidate(info, FrameworkRecord.roles(info), new HashSet<>(suppressed)));
    }

    /** The suppressed roles are replaced; one that no longer is loses its filters too (PROTOCOL B27, B35). */
    void updateFramework(FrameworkID id, FrameworkInfo info, Collection<String> suppressed) {
        Candidate candidate = candidate(id);
        Set<String> roles = FrameworkRecord.roles(info);
        candidate.suppressed.stream().filter(role -> !suppressed.contains(role)).forEach(candidate.refusals::remove);
        candidate.refusals.keySet().retainAll(roles);
        candidate.info = info;
        candidate.roles = roles;
        candidate.suppressed = new HashSet<>(suppressed);
    }

    void activate(FrameworkID id) {
        candidate(id).active = true;
    }

    /** Gets nothing until it is active again, and its filters are gone (PROTOCOL A67). */
    void deactivate(FrameworkID id) {
        candidate(id).active = false;
        candidate(id).refusals.clear();
    }

    void removeFramework(FrameworkID id) {
        candidates.remove(id);
        cluster.forget(id);
    }

    void suppress(FrameworkID id, Collection<String> roles) {
        candidate(id).suppressed.addAll(roles);
    }

    void revive(FrameworkID id, Collection<String> roles) {
        Candidate candidate = candidate(id);
        candidate.suppressed.removeAll(roles);
        roles.forEach(candidate.refusals::remove);
    }

    void addAgent(AgentID id, Resources total) {
        pools.put(id, new Pool(total));
        cluster.grow(total);
    }

    /** The agent and all that is out of it are gone; what is recovered of it later counts for nothing. */
    void removeAgent(AgentID id) {
        Pool pool = pools.remove(id);
        if (pool != null) {
            cluster.shrink(pool.total);
            candidates
                    .values()
                    .forEach(candidate -> candidate.refusals.values().forEach(byAgent -> byAgent.remove(id)));
        }
    }

    /** An agent that is not active is not offered; what is out of it stays out (PROTOCOL F11, F21). */
    void activateAgent(AgentID id, boolean active) {
        pool(id).active = active;
    }

    /** These resources are in use there, though not by an offer of this master (PROTOCOL F23, F32). */
    void use(FrameworkID frameworkId, AgentID agentId, Resources resources) {
        Pool pool = pools.get(agentId);
        if (pool == null || resources.isEmpty()) {
            return;
        }
        pool.available = pool.available.minus(resources.withoutAllocation());
        cluster.give(frameworkId, resources, 1);
    }

    /** Takes resources back without a filter. */
    void recover(FrameworkID frameworkId, AgentID agentId, Resources resources) {
        Pool pool = pools.get(agentId);
        if (pool == null || resources.isEmpty()) {
            return;
        }
        pool.available = pool.available.plus(resources.withoutAllocation());
        cluster.give(frameworkId, resources, -1);
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
        Candidate candidate = candidates.get(frameworkId);
        if (candidate == null || !candidate.active || refuseSeconds == 0 || resources.isEmpty()) {
            return;
        }
        Duration asked = refuseSeconds > MAX_REFUSAL.toSeconds()
                ? MAX_REFUSAL
                : Duration.ofNanos((long) ((refuseSeconds < 0 ? DEFAULT_REFUSE_SECONDS : refuseSeconds) * 1e9));
        Duration refused = asked.compareTo(interval) < 0 ? interval : asked;
        candidate
                .refusals
                .computeIfAbsent(role, r -> new HashMap<>())
                .computeIfAbsent(agentId, a -> new ArrayList<>())
                .add(new Refusal(resources.withoutAllocation(), now.plus(refused)));
    }

    /** One run over all agents, in random order. */
    List<Allocation> allocate(Instant now) {
        List<AgentID> order = new ArrayList<>(pools.keySet());
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            AgentID swapped = order.get(i);
            order.set(i, order.get(other));
            order.set(other, swapped);
        }
        Map<String, List<FrameworkID>> byRole = activeByRole();
        List<Allocation> allocations = new ArrayList<>();
        if (!byRole.isEmpty()) {
            order.forEach(agentId -> allocateAgent(agentId, byRole, now, allocations));
        }
        return allocations;
    }

    private void allocateAgent(
            AgentID agentId, Map<String, List<FrameworkID>> byRole, Instant now, List<Allocation> allocations) {
        Pool pool = pool(agentId);
        if (!pool.active || !isAllocatable(pool.available)) {
            return;
        }
        List<String> roles = new ArrayList<>(byRole.keySet());
        roles.sort(cluster.byRole());
        for (String role : roles) {
            List<FrameworkID> frameworks = new ArrayList<>(byRole.getOrDefault(role, List.of()));
            frameworks.sort(cluster.byFramework(role));
            for (FrameworkID frameworkId : frameworks) {
                Resources offered = offerable(candidate(frameworkId), role, pool.available);
                if (isAllocatable(offered) && !isFiltered(candidate(frameworkId), role, agentId, offered, now)) {
                    pool.available = pool.available.minus(offered);
                    Resources allocated = offered.withAllocation(role);
                    cluster.give(frameworkId, allocated, 1);
                    allocations.add(new Allocation(frameworkId, role, agentId, allocated));
                }
            }
        }
    }

    private Map<String, List<FrameworkID>> activeByRole() {
        Map<String, List<FrameworkID>> byRole = new TreeMap<>();
        candidates.forEach((id, candidate) -> {
            if (candidate.active) {
                candidate.roles.stream()
                        .filter(role -> !candidate.suppressed.contains(role))
                        .forEach(role -> byRole.computeIfAbsent(role, r -> new ArrayList<>())
                                .add(id));
            }
        });
        return byRole;
    }

    /** What of an agent's free resources this framework may see in this role (PROTOCOL D27, B176, B177). */
    private static Resources offerable(Candidate candidate, String role, Resources available) {
        boolean refined = has(candidate, FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT);
        boolean revocable = has(candidate, FrameworkInfo.Capability.Type.REVOCABLE_RESOURCES);
        boolean shared = has(candidate, FrameworkInfo.Capability.Type.SHARED_RESOURCES);
        List<Resource> all = available.asList();
        if (!has(candidate, FrameworkInfo.Capability.Type.GPU_RESOURCES)
                && all.stream().anyMatch(r -> r.getName().equals("gpus"))) {
            return Resources.EMPTY;
        }
        return Resources.of(all.stream()
                .filter(r -> Resources.isAllocatableTo(r, role))
                .filter(r -> refined || r.getReservationsCount() <= 1)
                .filter(r -> revocable || !r.hasRevocable())
                .filter(r -> shared || !r.hasShared())
                .toList());
    }

    private static boolean isAllocatable(Resources resources) {
        return resources.cpusMillis() >= MIN_CPUS_MILLIS || resources.memMillis() >= MIN_MEM_MILLIS;
    }

    private static boolean isFiltered(
            Candidate candidate, String role, AgentID agentId, Resources resources, Instant now) {
        List<Refusal> refusals = candidate.refusals.getOrDefault(role, Map.of()).get(agentId);
        if (refusals == null) {
            return false;
        }
        refusals.removeIf(refusal -> !refusal.until.isAfter(now));
        return refusals.stream().anyMatch(refusal -> refusal.resources.contains(resources));
    }

    private static boolean has(Candidate candidate, FrameworkInfo.Capability.Type capability) {
        return Capabilities.has(candidate.info, capability);
    }

    private Candidate candidate(FrameworkID id) {
        Candidate candidate = candidates.get(id);
        if (candidate == null) {
            throw new IllegalStateException("the allocator does not know framework " + id.getValue());
        }
        return candidate;
    }

    private Pool pool(AgentID id) {
        Pool pool = pools.get(id);
        if (pool == null) {
            throw new IllegalStateException("the allocator does not know agent " + id.getValue());
        }
        return pool;
    }

    /** What is neither offered nor used on an agent. */
    Resources available(AgentID id) {
        return pool(id).available;
    }

    /** Quantities of scalars that are out, by role and framework, against the whole cluster's. */
    private static final class Shares {

        private record Client(String role, FrameworkID frameworkId) {}

        private static final class Account {
            final Map<String, Long> held = new TreeMap<>();
            long allocations;
        }

        private final Map<String, Long> total = new HashMap<>();
        private final Map<String, Account> roles = new HashMap<>();
        private final Map<Client, Account> clients = new HashMap<>();

        void grow(Resources resources) {
            scalars(resources).forEach((name, millis) -> total.merge(name, millis, Long::sum));
        }

        void shrink(Resources resources) {
            scalars(resources).forEach((name, millis) -> total.merge(name, -millis, Long::sum));
        }

        void give(FrameworkID frameworkId, Resources resources, int sign) {
            Set<String> touched = new TreeSet<>();
            for (Resource resource : resources.asList()) {
                String role = resource.getAllocationInfo().getRole();
                touched.add(role);
                if (resource.hasScalar()) {
                    long millis = sign * Math.round(resource.getScalar().getValue() * 1000);
                    role(role).held.merge(resource.getName(), millis, Long::sum);
                    client(role, frameworkId).held.merge(resource.getName(), millis, Long::sum);
                }
            }
            if (sign > 0) {
                touched.forEach(role -> {
                    role(role).allocations++;
                    client(role, frameworkId).allocations++;
                });
            }
        }

        void forget(FrameworkID frameworkId) {
            clients.keySet().removeIf(client -> client.frameworkId.equals(frameworkId));
        }

        /** Smallest dominant share first, then fewest allocations, then name (PROTOCOL F12). */
        Comparator<String> byRole() {
            return Comparator.<String>comparingDouble(r -> share(role(r)))
                    .thenComparingLong(r -> role(r).allocations)
                    .thenComparing(Comparator.naturalOrder());
        }

        Comparator<FrameworkID> byFramework(String role) {
            return Comparator.<FrameworkID>comparingDouble(id -> share(client(role, id)))
                    .thenComparingLong(id -> client(role, id).allocations)
                    .thenComparing(FrameworkID::getValue);
        }

        private double share(Account account) {
            double share = 0;
            for (Map.Entry<String, Long> held : account.held.entrySet()) {
                long all = total.getOrDefault(held.getKey(), 0L);
                if (all > 0) {
                    share = Math.max(share, (double) held.getValue() / all);
                }
            }
            return share;
        }

        private Account role(String role) {
            return roles.computeIfAbsent(role, r -> new Account());
        }

        private Account client(String role, FrameworkID frameworkId) {
            return clients.computeIfAbsent(new Client(role, frameworkId), c -> new Account());
        }

        private static Map<String, Long> scalars(Resources resources) {
            Map<String, Long> scalars = new HashMap<>();
            resources.asList().stream()
                    .filter(Resource::hasScalar)
                    .forEach(r ->
                            scalars.merge(r.getName(), Math.round(r.getScalar().getValue() * 1000), Long::sum));
            return scalars;
        }
    }
}
