package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Address;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.offers.Assignment;
import io.mesosframework.scheduler.offers.Shortfall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offers of one agent for one role, as one pool from which tasks are cut. Amounts are thousandths, as Mesos counts
 * (PROTOCOL D1). Only plain resources are taken: nothing revocable, no volumes, no disks with a source.
 */
final class AgentOffers {

    private static final class Piece {
        final Resource resource;
        long left;

        Piece(Resource resource) {
            this.resource = resource;
            this.left = Math.round(resource.getScalar().getValue() * 1000);
        }
    }

    private final Offer first;
    private final List<OfferID> ids = new ArrayList<>();
    private final List<Piece> cpus = new ArrayList<>();
    private final List<Piece> mem = new ArrayList<>();
    private final List<Piece> disk = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();

    AgentOffers(Offer first) {
        this.first = first;
    }

    void add(Offer offer) {
        ids.add(offer.getId());
        for (Resource resource : offer.getResourcesList()) {
            if (resource.getType() == Value.Type.SCALAR && !resource.hasRevocable() && !resource.hasDisk()) {
                switch (resource.getName()) {
                    case "cpus" -> cpus.add(new Piece(resource));
                    case "mem" -> mem.add(new Piece(resource));
                    case "disk" -> disk.add(new Piece(resource));
                    default -> {}
                }
            }
        }
    }

    String role() {
        return first.getAllocationInfo().getRole();
    }

    String agent() {
        return first.getAgentId().getValue();
    }

    /** Where the agent listens. */
    String address() {
        Address address = first.getUrl().getAddress();
        String host = address.getIp().isEmpty() ? address.getHostname() : address.getIp();
        return host + ":" + address.getPort();
    }

    Offer first() {
        return first;
    }

    List<OfferID> ids() {
        return ids;
    }

    List<Assignment> assignments() {
        return assignments;
    }

    /** What it lacks for these needs; null where it has enough. */
    Shortfall.@Nullable Reason lacks(ResourceNeeds needs) {
        if (left(cpus) < needs.cpusMillis()) {
            return Shortfall.Reason.CPUS;
        }
        if (left(mem) < needs.memMillis()) {
            return Shortfall.Reason.MEM;
        }
        return left(disk) < needs.diskMillis() ? Shortfall.Reason.DISK : null;
    }

    /** What is missing, in words. */
    String miss(Shortfall.Reason reason, ResourceNeeds needs) {
        // What lacks comes first: a narrow screen cuts the end.
        return switch (reason) {
                    case CPUS -> amounts("cpus", needs.cpusMillis(), left(cpus));
                    case MEM -> amounts("MiB of memory", needs.memMillis(), left(mem));
                    case DISK -> amounts("MiB of disk", needs.diskMillis(), left(disk));
                    case ROLE -> "offers for role " + role();
                    case STRATEGY -> "the strategy allows no slot there";
                }
                + " (" + first.getHostname() + ", agent " + agent() + ")";
    }

    /** How much of the need of what is missing it covers, from 0 to 1. */
    double nearness(Shortfall.Reason reason, ResourceNeeds needs) {
        return switch (reason) {
            case CPUS -> (double) left(cpus) / needs.cpusMillis();
            case MEM -> (double) left(mem) / needs.memMillis();
            case DISK -> (double) left(disk) / needs.diskMillis();
            case ROLE -> -1;
            case STRATEGY -> 1;
        };
    }

    /** Cuts these needs out; only where nothing lacks. */
    List<Resource> take(ResourceNeeds needs) {
        List<Resource> taken = new ArrayList<>();
        take(cpus, needs.cpusMillis(), taken);
        take(mem, needs.memMillis(), taken);
        take(disk, needs.diskMillis(), taken);
        return taken;
    }

    private static void take(List<Piece> pieces, long millis, List<Resource> taken) {
        long wanted = millis;
        for (Piece piece : pieces) {
            long cut = Math.min(wanted, piece.left);
            if (cut > 0) {
                piece.left -= cut;
                wanted -= cut;
                taken.add(piece.resource.toBuilder()
                        .setScalar(Value.Scalar.newBuilder().setValue(cut / 1000.0))
                        .build());
            }
        }
        if (wanted > 0) {
            throw new IllegalStateException("took more than there was");
        }
    }

    private static long left(List<Piece> pieces) {
        long sum = 0;
        for (Piece piece : pieces) {
            sum += piece.left;
        }
        return sum;
    }

    private static String amounts(String what, long needed, long offered) {
        return "needs " + text(needed) + " " + what + ", offers " + text(offered);
    }

    private static String text(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}
