package example;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.FrameworkContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An event controller that keeps off an agent on which two tasks have failed: its offers are declined for an hour. */
public final class Quarantine implements EventController {

    private static final Filters AN_HOUR =
            Filters.newBuilder().setRefuseSeconds(3600).build();

    private final EventController standard = EventController.standard();
    private final Map<AgentID, Integer> failures = new HashMap<>();

    @Override
    public List<Action> on(Event event, FrameworkContext context) {
        List<Action> actions = new ArrayList<>(standard.on(event, context));
        TaskStatus status = event.getUpdate().getStatus();
        if (event.getType() == Event.Type.UPDATE && status.getState() == TaskState.TASK_FAILED) {
            failures.merge(status.getAgentId(), 1, Integer::sum);
        }
        List<OfferID> unwanted = context.offers().stream()
                .filter(offer -> failures.getOrDefault(offer.getAgentId(), 0) >= 2)
                .map(Offer::getId)
                .toList();
        if (!unwanted.isEmpty()) {
            actions.add(new Action.Decline(unwanted, AN_HOUR));
        }
        return actions;
    }
}
