package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The standard resource manager: puts as many pending slots onto the offers as fit, several on one agent where it has room, as the
 * applications' filters, constraints and strategies say. What nobody can use is declined at once: for a while where slots
 * wait for something better, for long where none does.
 */
public final class DefaultResourceManager implements ResourceManager {

    private static final Duration UNFIT = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Function<Specification, String> roleOf;
    private final AgentScore score;
    private final List<AgentRule> ownRules;
    private final Agents agents = new Agents();
    private final Rooms rooms = new Rooms(agents);

    /**
     * @param roleOf the role whose offers an application takes
     * @param score ranks the agents that an application's rules allow
     * @param ownRules hold for all applications
     */
    public DefaultResourceManager(Function<Specification, String> roleOf, AgentScore score, List<AgentRule> ownRules) {
        this.roleOf = roleOf;
        this.score = score;
        this.ownRules = List.copyOf(ownRules);
    }

    @Override
    public Placement place(List<Slot> pending, Collection<Offer> offers, TaskManager tasks, Instant now) {
        Collection<Room> open = rooms.of(offers, now);
        Round round = new Round(agents, open, tasks::slotsOf, score, ownRules, now);
        Map<String, List<Slot>> byApplication = new LinkedHashMap<>();
        pending.forEach(slot -> byApplication
                .computeIfAbsent(slot.key().application(), name -> new ArrayList<>())
                .add(slot));
        byApplication.forEach((name, slots) -> tasks.specification(name)
                .ifPresent(
                        specification -> round.place(specification.application(), roleOf.apply(specification), slots)));
        Duration refuse = pending.isEmpty() ? IDLE : UNFIT;
        List<Placement.Launch> launches = new ArrayList<>();
        Map<OfferID, Duration> declines = new LinkedHashMap<>();
        for (Room room : open) {
            if (room.assignments().isEmpty()) {
                room.offers().forEach(offer -> declines.put(offer.getId(), refuse));
            } else {
                launches.add(new Placement.Launch(room.ids(), room.assignments(), refuse));
            }
        }
        return new Placement(launches, declines, Map.of(), round.shortfalls());
    }
}
