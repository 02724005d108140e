package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one agent for one role, as one pool from which tasks are cut. Amounts are thousandths, as Mesos counts
 * (PROTOCOL D1). Only plain resources are taken: nothing revocable, no volumes, no disks with a source.
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

    Room(Agents agents, int agent, String role) {
        this.agents = agents;
        this.agent = agent;
        this.role = role;
    }

    void add(Offer offer) {
        offers.add(offer);
        for (Resource resource : offer.getResourcesList()) {
            if (resource.getType() == Value.Type.SCALAR && !resource.hasRevocable() && !resource.hasDisk()) {
                switch (resource.getName()) {
                    case "cpus" -> cpus.add(resource);
                    case "mem" -> mem.add(resource);
                    case "disk" -> disk.add(resource);
                    default -> {}
                }
            }
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
        return cpus.left;
    }

    long mem() {
        return mem.left;
    }

    long disk() {
        return disk.left;
    }

    /** Whether one of its offers says that the agent is to be down within so long. */
    boolean isDownBefore(Instant time) {
        return offers.stream()
                .anyMatch(offer -> offer.hasUnavailability()
                        && offer.getUnavailability().getStart().getNanoseconds()
                                < time.getEpochSecond() * 1_000_000_000 + time.getNano());
    }

    boolean fits(ResourceNeeds needs) {
        return cpus.left >= needs.cpusMillis() && mem.left >= needs.memMillis() && disk.left >= needs.diskMillis();
    }

    /** For how many such needs there is room. */
    long copies(ResourceNeeds needs) {
        long copies = Math.min(cpus.left / needs.cpusMillis(), mem.left / needs.memMillis());
        return needs.diskMillis() == 0 ? copies : Math.min(copies, disk.left / needs.diskMillis());
    }

    /** What it lacks for these needs; null where it has enough. */
    @Nullable
    Reason lacks(ResourceNeeds needs) {
        if (cpus.left < needs.cpusMillis()) {
            return Reason.CPUS;
        }
        if (mem.left < needs.memMillis()) {
            return Reason.MEM;
        }
        return disk.left < needs.diskMillis() ? Reason.DISK : null;
    }

    /** What of an amount is missing; only for the reasons that {@link #lacks} gives. */
    Shortfall.Cause miss(Reason reason, ResourceNeeds needs) {
        // What lacks comes first: a narrow screen cuts the end.
        return switch (reason) {
            case CPUS -> miss(reason, "cpus", needs.cpusMillis(), cpus.left);
            case MEM -> miss(reason, "MiB of memory", needs.memMillis(), mem.left);
            case DISK -> miss(reason, "MiB of disk", needs.diskMillis(), disk.left);
            default -> throw new IllegalArgumentException("no amount: " + reason);
        };
    }

    private Shortfall.Cause miss(Reason reason, String what, long needed, long offered) {
        String words = "needs " + text(needed) + " " + what + ", offers " + text(offered) + " " + where();
        return new Shortfall.Cause(reason, "", 1, words, (double) offered / needed);
    }

    /** For the end of a sentence. */
    String where() {
        return "(" + facts().hostname() + ", agent " + facts().id() + ")";
    }

    /** Cuts these needs out; only where it fits. */
    List<Resource> take(ResourceNeeds needs) {
        List<Resource> taken = new ArrayList<>(3);
        cpus.take(needs.cpusMillis(), taken);
        mem.take(needs.memMillis(), taken);
        disk.take(needs.diskMillis(), taken);
        return taken;
    }

    private static String text(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }

    /** The resources of one name; the first is used up before the next. */
    private static final class Pieces {
        private final List<Resource> resources = new ArrayList<>(1);
        private int current;
        private long leftOfCurrent;
        private long left;

        void add(Resource resource) {
            long millis = Math.round(resource.getScalar().getValue() * 1000);
            if (resources.isEmpty()) {
                leftOfCurrent = millis;
            }
            resources.add(resource);
            left += millis;
        }

        void take(long millis, List<Resource> taken) {
            if (millis > left) {
                throw new IllegalStateException("took more than there was");
            }
            long wanted = millis;
            while (wanted > 0) {
                if (leftOfCurrent == 0) {
                    current++;
                    leftOfCurrent =
                            Math.round(resources.get(current).getScalar().getValue() * 1000);
                }
                long cut = Math.min(wanted, leftOfCurrent);
                if (cut > 0) {
                    taken.add(resources.get(current).toBuilder()
                            .setScalar(Value.Scalar.newBuilder().setValue(cut / 1000.0))
                            .build());
                }
                leftOfCurrent -= cut;
                left -= cut;
                wanted -= cut;
            }
        }
    }
}
