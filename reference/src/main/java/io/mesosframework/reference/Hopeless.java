package io.mesosframework.reference;

import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.master.Response.GetAgents.Agent;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.Feasibility;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the applications with slots that no registered agent could ever hold, by what agents have when empty. For one thread; the master
 * is asked in the background, every few seconds while there are pending slots.
 */
final class Hopeless {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Duration after;
    private final RegisteredAgents agents;
    private final String firstRole;
    private final Map<String, Instant> since = new HashMap<>();
    private final Set<String> found = new HashSet<>();
    private Instant nextLook = Instant.MIN;
    private @Nullable CompletableFuture<Optional<List<Agent>>> asked;

    /**
     * @param after for how long that must be so
     * @param firstRole that of applications without one
     */
    Hopeless(Duration after, RegisteredAgents agents, String firstRole) {
        this.after = after;
        this.agents = agents;
        this.firstRole = firstRole;
    }

    /** The names of those found so far. */
    Set<String> found() {
        return found;
    }

    /** Looks, where it is time to; gives those that are found now, and why. */
    List<Shortfall> look(TaskView tasks, @Nullable MasterInfo master, Instant now) {
        CompletableFuture<Optional<List<Agent>>> answer = asked;
        if (answer == null ? now.isBefore(nextLook) : !answer.isDone()) {
            return List.of();
        }
        nextLook = now.plus(BETWEEN_LOOKS);
        Set<String> pending = tasks.slotsIn(SlotState.PENDING).stream()
                .map(slot -> slot.key().application())
                .collect(Collectors.toCollection(TreeSet::new));
        since.keySet().retainAll(pending);
        found.retainAll(pending);
        if (answer != null) {
            asked = null;
            return answer.join().map(all -> judge(tasks, pending, all, now)).orElse(List.of());
        }
        asked = master == null || pending.isEmpty() ? null : agents.of(master);
        return List.of();
    }

    /** While no agent has registered at all, one may do so any time. */
    private List<Shortfall> judge(TaskView tasks, Set<String> pending, List<Agent> registered, Instant now) {
        List<Shortfall> news = new ArrayList<>();
        for (String name : pending) {
            Optional<Shortfall> obstacle = registered.isEmpty()
                    ? Optional.empty()
                    : tasks.specification(name)
                            .map(Specification::application)
                            .flatMap(application -> obstacle(application, registered, now));
            if (obstacle.isEmpty()) {
                since.remove(name);
                found.remove(name);
            } else if (!now.isBefore(since.computeIfAbsent(name, unused -> now).plus(after)) && found.add(name)) {
                news.add(obstacle.get());
            }
        }
        return news;
    }

    private Optional<Shortfall> obstacle(Application application, List<Agent> registered, Instant now) {
        String role = application.resources().role().orElse(firstRole);
        List<Offer> whole = registered.stream()
                .map(agent -> RegisteredAgents.whole(agent, role))
                .toList();
        return Feasibility.obstacle(application, role, whole, now);
    }
}
