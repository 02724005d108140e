package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.DiskNeed;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one agent for one role, as one pool from which tasks are cut. Amounts are thousandths, as Mesos counts
 * (PROTOCOL D1). Nothing revocable is taken, and no volume that is there already.
 */
final class Room {

    private final Agents agents;
    private final int agent;
    private final String role;
    private final List<Offer> offers = new ArrayList<>(1);
    private final List<Assignment> assignments = new ArrayList<>(0);
    private final Pieces cpus = new Pieces();
    private final Pieces mem = new Pieces();
    private final Pieces disk = new Pieces();
    private final Ports ports = new Ports();

    /** Other disks than the root disk. Few agents have any. */
    private @Nullable Disks disks;

    // Beside each other, as very many rooms are asked whether they have enough.
    private long cpusLeft;
    private long memLeft;
    private long diskLeft;

    Room(Agents agents, int agent, String role) {
        this.agents = agents;
        this.agent = agent;
        this.role = role;
    }

    void add(Offer offer) {
        offers.add(offer);
        for (Resource resource : offer.getResourcesList()) {
            if (!resource.hasRevocable() && !resource.hasShared()) {
                add(resource);
            }
        }
    }

    private void add(Resource resource) {
        if (resource.hasDisk()) {
            if (Disks.canTake(resource.getDisk())) {
                disks = disks == null ? new Disks() : disks;
                disks.add(resource);
            }
        } else if (resource.getType() == Value.Type.SCALAR) {
            switch (resource.getName()) {
                case "cpus" -> cpusLeft += cpus.add(resource);
                case "mem" -> memLeft += mem.add(resource);
                case "disk" -> diskLeft += disk.add(resource);
                default -> {}
            }
        } else if (resource.getName().equals("ports")) {
            ports.add(resource);
        }
    }

    /** The agent's number. */
    int agent() {
        return agent;
    }

    AgentFacts facts() {
        return agents.facts(agent);
    }

    String role() {
        return role;
    }

    AgentID agentId() {
        return offers.get(0).getAgentId();
    }

    List<Offer> offers() {
        return offers;
    }

    List<OfferID> ids() {
        return offers.stream().map(Offer::getId).toList();
    }

    List<Assignment> assignments() {
        return assignments;
    }

    long cpus() {
        return cpusLeft;
    }

    long mem() {
        return memLeft;
    }

    long disk() {
        return diskLeft;
    }

    /** Whether one of its offers says that the agent is down at some time between the two. */
    boolean isDownBetween(Instant now, Instant later) {
        return offers.stream().anyMatch(offer -> offer.hasUnavailability() && isDown(offer, nanos(now), nanos(later)));
    }

    private static boolean isDown(Offer offer, long now, long later) {
        long start = offer.getUnavailability().getStart().getNanoseconds();
        boolean isOver = offer.getUnavailability().hasDuration()
                && start + offer.getUnavailability().getDuration().getNanoseconds() <= now;
        return start < later && !isOver;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    boolean fits(ResourceNeeds needs) {
        return cpusLeft >= needs.cpusMillis()
                && memLeft >= needs.memMillis()
                && diskLeft >= needs.rootDiskMillis()
                && ports.fits(needs.ports())
                && fits(needs.disk());
    }

    private boolean fits(DiskNeed need) {
        return need.source().isEmpty() || (disks != null && disks.fits(need));
    }

    /** For how many such needs there is room. */
    long copies(ResourceNeeds needs) {
        long copies = Math.min(cpusLeft / needs.cpusMillis(), memLeft / needs.memMillis());
        if (needs.rootDiskMillis() > 0) {
            copies = Math.min(copies, diskLeft / needs.rootDiskMillis());
        } else if (needs.disk().source().isPresent()) {
            copies = Math.min(copies, disks == null ? 0 : disks.copies(needs.disk()));
        }
        if (!needs.ports().fixed().isEmpty()) {
            return Math.min(copies, 1);
        }
        return needs.ports().isNone()
                ? copies
                : Math.min(copies, ports.count() / needs.ports().count());
    }

    /** What it lacks for these needs; null where it has enough. */
    @Nullable
    Reason lacks(ResourceNeeds needs) {
        if (cpusLeft < needs.cpusMillis()) {
            return Reason.CPUS;
        }
        if (memLeft < needs.memMillis()) {
            return Reason.MEM;
        }
        if (diskLeft < needs.rootDiskMillis() || !fits(needs.disk())) {
            return Reason.DISK;
        }
        return ports.fits(needs.ports()) ? null : Reason.PORTS;
    }

    /** How much of what it lacks it has, 0 to 1; only for the reasons that {@link #lacks} gives. */
    double covers(Reason reason, ResourceNeeds needs) {
        return switch (reason) {
            case CPUS -> (double) cpusLeft / needs.cpusMillis();
            case MEM -> (double) memLeft / needs.memMillis();
            case DISK ->
                needs.disk().source().isEmpty()
                        ? (double) diskLeft / needs.rootDiskMillis()
                        : ofDisks().miss(needs.disk()).nearness();
            case PORTS -> ports.miss(needs.ports()).nearness();
            default -> throw new IllegalArgumentException("no amount: " + reason);
        };
    }

    /** The same in words. */
    String words(Reason reason, ResourceNeeds needs) {
        return switch (reason) {
            case CPUS -> words("cpus", needs.cpusMillis(), cpusLeft);
            case MEM -> words("MiB of memory", needs.memMillis(), memLeft);
            case DISK ->
                needs.disk().source().isEmpty()
                        ? words("MiB of disk", needs.rootDiskMillis(), diskLeft)
                        : ofDisks().miss(needs.disk()).words() + " " + where();
            case PORTS -> ports.miss(needs.ports()).words() + " " + where();
            default -> throw new IllegalArgumentException("no amount: " + reason);
        };
    }

    private Disks ofDisks() {
        return disks == null ? new Disks() : disks;
    }

    private String words(String what, long needed, long offered) {
        // What lacks comes first: a narrow screen cuts the end.
        return "needs " + text(needed) + " " + what + ", offers " + text(offered) + " " + where();
    }

    /** For the end of a sentence. */
    String where() {
        return "(" + facts().hostname() + ", agent " + facts().id() + ")";
    }

    /** Cuts these needs out; only where it fits. */
    List<Resource> take(ResourceNeeds needs) {
        if (!fits(needs)) {
            throw new IllegalStateException("took more than there was");
        }
        List<Resource> taken = new ArrayList<>(3);
        cpus.take(needs.cpusMillis(), taken);
        cpusLeft -= needs.cpusMillis();
        mem.take(needs.memMillis(), taken);
        memLeft -= needs.memMillis();
        disk.take(needs.rootDiskMillis(), taken);
        diskLeft -= needs.rootDiskMillis();
        ports.take(needs.ports(), taken);
        if (disks != null && needs.disk().source().isPresent()) {
            disks.take(needs.disk(), taken);
        }
        return taken;
    }

    static String text(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
