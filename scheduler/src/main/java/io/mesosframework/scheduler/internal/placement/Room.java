package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.internal.ReservedResources;
import io.mesosframework.scheduler.placement.Assignment;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one agent for one role, as one pool from which tasks are cut. Amounts are thousandths, as Mesos counts
 * (PROTOCOL D1). Nothing revocable is taken, no volume that is there already, and nothing that a slot has reserved for itself.
 */
final class Room {

    // What very many rooms are asked for stands beside each other in memory.
    private final int agent;
    private long cpusLeft;
    private long memLeft;
    private long diskLeft;
    private final String role;

    /** What slots, of this or of another framework, have reserved for themselves. */
    private List<Resource> keptForSlots = List.of();

    /** Few agents have any. */
    private @Nullable Extras extras;

    private final Agents agents;
    private final List<Offer> offers = new ArrayList<>(1);
    private final List<Assignment> assignments = new ArrayList<>(0);
    private final Pieces cpus = new Pieces();
    private final Pieces mem = new Pieces();
    private final Pieces disk = new Pieces();
    private final Ports ports = new Ports();

    Room(Agents agents, int agent, String role) {
        this.agents = agents;
        this.agent = agent;
        this.role = role;
    }

    void add(Offer offer) {
        offers.add(offer);
        for (Resource resource : offer.getResourcesList()) {
            if (ReservedResources.isReserved(resource)) {
                keptForSlots = keptForSlots.isEmpty() ? new ArrayList<>(3) : keptForSlots;
                keptForSlots.add(resource);
            } else if (!resource.hasRevocable() && !resource.hasShared()) {
                add(resource);
            }
        }
    }

    private void add(Resource resource) {
        boolean plainScalar = resource.getType() == Value.Type.SCALAR && !resource.hasDisk();
        switch (plainScalar ? resource.getName() : "") {
            case "cpus" -> cpusLeft += cpus.add(resource);
            case "mem" -> memLeft += mem.add(resource);
            case "disk" -> diskLeft += disk.add(resource);
            default -> {
                if (resource.getName().equals("ports")) {
                    ports.add(resource);
                } else if (Extras.canTake(resource)) {
                    extras = extras == null ? new Extras() : extras;
                    extras.add(resource);
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
        return cpusLeft;
    }

    long mem() {
        return memLeft;
    }

    long disk() {
        return diskLeft;
    }

    /** Thousandths of a gpu. */
    long gpus() {
        return extras == null ? 0 : extras.gpus();
    }

    /** Thousandths of a scalar, whatever its name. */
    long millis(String name) {
        return switch (name) {
            case "cpus" -> cpusLeft;
            case "mem" -> memLeft;
            case "disk" -> diskLeft;
            case "gpus" -> gpus();
            default -> extras == null ? 0 : extras.millis(name);
        };
    }

    /** Whether one of its offers says that this executor of the framework's runs there. */
    boolean tellsOf(String executorId) {
        return offers.stream()
                .anyMatch(offer -> offer.getExecutorIdsList().stream()
                        .anyMatch(id -> id.getValue().equals(executorId)));
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
                && (!Extras.areIn(needs) || (extras != null && extras.lack(needs) == null));
    }

    private Extras ofExtras() {
        return extras == null ? new Extras() : extras;
    }

    /** For how many such needs there is room. */
    long copies(ResourceNeeds needs) {
        long copies = Math.min(cpusLeft / needs.cpusMillis(), memLeft / needs.memMillis());
        if (needs.rootDiskMillis() > 0) {
            copies = Math.min(copies, diskLeft / needs.rootDiskMillis());
        }
        if (Extras.areIn(needs)) {
            copies = Math.min(copies, ofExtras().copies(needs));
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
    Lack lacks(ResourceNeeds needs) {
        if (cpusLeft < needs.cpusMillis()) {
            return Lack.CPUS;
        }
        if (memLeft < needs.memMillis()) {
            return Lack.MEM;
        }
        if (diskLeft < needs.rootDiskMillis()) {
            return Lack.DISK;
        }
        if (!ports.fits(needs.ports())) {
            return Lack.PORTS;
        }
        return Extras.areIn(needs) ? ofExtras().lack(needs) : null;
    }

    /** What is missing of that; only for what {@link #lacks} gives. */
    Gap gap(Lack lack, ResourceNeeds needs) {
        return switch (lack.reason()) {
            case CPUS -> Gap.of(needs.cpusMillis(), "cpus", cpusLeft);
            case MEM -> Gap.of(needs.memMillis(), "MiB of memory", memLeft);
            case PORTS -> ports.gap(needs.ports());
            case DISK ->
                needs.disk().source().isEmpty()
                        ? Gap.of(needs.rootDiskMillis(), "MiB of disk", diskLeft)
                        : ofExtras().gap(lack, needs);
            default -> ofExtras().gap(lack, needs);
        };
    }

    /** What is offered but reserved for slots, of this or of another framework. */
    List<Resource> keptForSlots() {
        return keptForSlots;
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
        if (extras != null) {
            extras.take(needs, taken);
        }
        return taken;
    }

    static String text(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
