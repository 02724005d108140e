package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.PlacementRules;
import io.mesosframework.scheduler.internal.placement.Rule.Verdict;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Agents as they would be with nothing on them. */
public final class EmptyAgents {

    private EmptyAgents() {}

    /** See {@link io.mesosframework.scheduler.placement.Feasibility#obstacle}. */
    public static Optional<Shortfall> obstacle(
            Application application, String role, Collection<Offer> offers, Instant now) {
        Agents agents = new Agents();
        Collection<Room> rooms = new Rooms(agents).of(offers, now);
        int[] noTasks = {};
        Rules rules = new Rules(agents, now, noTasks, other -> noTasks, List.of());
        Tally here = new Tally(agents.column(AgentField.AGENT), noTasks);
        Layout layout = new Layout(
                withoutCompany(application),
                role,
                new OwnParts(AgentScore.SPREAD, List.of(), (who, what, cause) -> {}),
                rules,
                here,
                new Executors(agents, null, now),
                new Holders(null));
        if (rooms.stream().anyMatch(room -> layout.isFit(room) && layout.verdict(room) != Verdict.NEVER)) {
            return Optional.empty();
        }
        Refusals refusals = new Refusals(agents);
        refusals.note(layout, rooms);
        Refusals.Summary why = refusals.summary(layout, now);
        return Optional.of(new Shortfall(new SlotKey(application.name(), 0), why.agents(), why.causes()));
    }

    /** The others may come. */
    private static Application withoutCompany(Application application) {
        PlacementRules rules = application.placement();
        List<Constraint> others = rules.constraints().stream()
                .filter(constraint -> !(constraint instanceof Constraint.Near))
                .toList();
        return new Application(
                application.name(),
                application.instances(),
                application.task(),
                new PlacementRules(rules.strategy(), rules.filters(), others),
                application.lifecycle());
    }
}
