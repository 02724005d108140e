package io.mesosframework.benchmarks;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.placement.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Agents and their offers: what is taken comes back as an offer of what remains, all else stays as it is. */
final class PlacementOffers {

    private static final String ROLE = "*";

    private final int cores;
    private final int[] tasks;
    private final Map<OfferID, Offer> open = new LinkedHashMap<>();
    private int made;

    PlacementOffers(int agents, int cores) {
        this.cores = cores;
        this.tasks = new int[agents];
        for (int agent = 0; agent < agents; agent++) {
            offer(agent);
        }
    }

    Collection<Offer> open() {
        return new ArrayList<>(open.values());
    }

    /** Takes what was launched; a task is a core. */
    int launch(Placement placement) {
        int launched = 0;
        for (Placement.Launch launch : placement.launches()) {
            launch.offers().forEach(open::remove);
            int agent = Integer.parseInt(
                    launch.assignments().get(0).agent().getValue().substring(1));
            tasks[agent] += launch.assignments().size();
            launched += launch.assignments().size();
            offer(agent);
        }
        return launched;
    }

    /** How many agents have a task. */
    int used() {
        int used = 0;
        for (int count : tasks) {
            used += count == 0 ? 0 : 1;
        }
        return used;
    }

    private void offer(int agent) {
        int left = cores - tasks[agent];
        if (left < 0) {
            throw new IllegalStateException("agent " + agent + " got more than it has");
        }
        if (left == 0) {
            return;
        }
        Offer offer = Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o" + made++))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue("a" + agent))
                .setHostname("host" + agent)
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .addAllResources(List.of(scalar("cpus", left), scalar("mem", left * PlacementCase.MEM_A_CORE)))
                .addAttributes(text("rack", PlacementCase.rack(agent)))
                .addAttributes(text("zone", PlacementCase.zone(agent)))
                .build();
        open.put(offer.getId(), offer);
    }

    private static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(ROLE))
                .build();
    }

    private static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }
}
