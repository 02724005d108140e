package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
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
    private final Ports ports = new Ports();

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
            if (resource.getType() == Value.Type.SCALAR && !resource.hasRevocable() && !resource.hasDisk()) {
                switch (resource.getName()) {
                    case "cpus" -> cpusLeft += cpus.add(resource);
                    case "mem" -> memLeft += mem.add(resource);
                    case "disk" -> diskLeft += disk.add(resource);
                    default -> {}
                }
            } else if (resource.getName().equals("ports") && !resource.hasRevocable()) {
                ports.add(resource);
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
                && diskLeft >= needs.diskMillis()
                && ports.fits(needs.ports());
    }

    /** For how many such needs there is room. */
    long copies(ResourceNeeds needs) {
        long copies = Math.min(cpusLeft / needs.cpusMillis(), memLeft / needs.memMillis());
        if (needs.diskMillis() > 0) {
            copies = Math.min(copies, diskLeft / needs.diskMillis());
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
        if (diskLeft < needs.diskMillis()) {
            return Reason.DISK;
        }
        return ports.fits(needs.ports()) ? null : Reason.PORTS;
    }

    /** How much of what it lacks it has, 0 to 1; only for the reasons that {@link #lacks} gives. */
    double covers(Reason reason, ResourceNeeds needs) {
        return switch (reason) {
            case CPUS -> (double) cpusLeft / needs.cpusMillis();
            case MEM -> (double) memLeft / needs.memMillis();
            case DISK -> (double) diskLeft / needs.diskMillis();
            case PORTS -> ports.miss(needs.ports()).nearness();
            default -> throw new IllegalArgumentException("no amount: " + reason);
        };
    }

    /** The same in words. */
    String words(Reason reason, ResourceNeeds needs) {
        return switch (reason) {
            case CPUS -> words("cpus", needs.cpusMillis(), cpusLeft);
            case MEM -> words("MiB of memory", needs.memMillis(), memLeft);
            case DISK -> words("MiB of disk", needs.diskMillis(), diskLeft);
            case PORTS -> ports.miss(needs.ports()).words() + " " + where();
            default -> throw new IllegalArgumentException("no amount: " + reason);
        };
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
        disk.take(needs.diskMillis(), taken);
        diskLeft -= needs.diskMillis();
        ports.take(needs.ports(), taken);
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

        /** Slots mostly take the same again. */
        private @Nullable Resource lastCut;

        private long lastCutMillis;

        /** Answers how much that is. */
        long add(Resource resource) {
            long millis = Math.round(resource.getScalar().getValue() * 1000);
            if (resources.isEmpty()) {
                leftOfCurrent = millis;
            }
            resources.add(resource);
            return millis;
        }

        void take(long millis, List<Resource> taken) {
            long wanted = millis;
            while (wanted > 0) {
                if (leftOfCurrent == 0) {
                    current++;
                    lastCut = null;
                    leftOfCurrent =
                            Math.round(resources.get(current).getScalar().getValue() * 1000);
                }
                long cut = Math.min(wanted, leftOfCurrent);
                if (cut > 0) {
                    taken.add(cut(cut));
                }
                leftOfCurrent -= cut;
                wanted -= cut;
            }
        }

        private Resource cut(long millis) {
            if (lastCut == null || lastCutMillis != millis) {
                lastCut = resources.get(current).toBuilder()
                        .setScalar(Value.Scalar.newBuilder().setValue(millis / 1000.0))
                        .build();
                lastCutMillis = millis;
            }
            return lastCut;
        }
    }
}
