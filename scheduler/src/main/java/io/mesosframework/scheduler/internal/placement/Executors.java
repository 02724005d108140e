package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.CustomExecutor;
import io.mesosframework.scheduler.application.ExecutorInfos;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The executors of applications' own, by agent, in one round. What is known of them the slots know: one runs where a slot has a task in it
 * now, and one that only had a task runs on where the agent's offers say so (PROTOCOL B46).
 */
final class Executors {

    private final Agents agents;
    private final @Nullable TaskManager tasks;
    private final Instant now;
    private final Map<String, OfKind> kinds = new HashMap<>();

    /** @param tasks whose slots are asked; null where none have tasks */
    Executors(Agents agents, @Nullable TaskManager tasks, Instant now) {
        this.agents = agents;
        this.tasks = tasks;
        this.now = now;
    }

    /** The executors in which tasks of this application may run; null where Mesos has one for each. */
    @Nullable
    OfKind of(Application application, String role) {
        CustomExecutor executor = application.executor().orElse(null);
        return executor == null
                ? null
                : kinds.computeIfAbsent(ExecutorInfos.kind(executor, role), kind -> new OfKind(kind, executor));
    }

    /** Executors that are the same, at most one of them to be used on an agent. */
    final class OfKind {

        private final String kind;
        private final CustomExecutor executor;
        private final Map<Integer, SlotExecutor> running = new HashMap<>();

        /** Those that may have ended. */
        private final Map<Integer, List<SlotExecutor>> idle = new HashMap<>();

        private OfKind(String kind, CustomExecutor executor) {
            this.kind = kind;
            this.executor = executor;
            if (tasks != null) {
                for (Specification specification : tasks.specifications()) {
                    if (specification.application().executor().isPresent()) {
                        tasks.slotsOf(specification.application().name()).forEach(this::know);
                    }
                }
            }
        }

        private void know(Slot slot) {
            SlotTask task = slot.task();
            SlotExecutor known = task == null ? null : task.executor();
            if (task == null
                    || known == null
                    || !known.id().startsWith(kind)
                    || slot.state() == SlotState.UNREACHABLE) {
                return;
            }
            int agent = agents.number(task.agent(), task.hostname(), now);
            if (slot.state().hasTask()) {
                running.put(agent, known);
            } else {
                idle.computeIfAbsent(agent, unused -> new ArrayList<>(1)).add(known);
            }
        }

        /** The one that gets further tasks there; null where one has to be started. */
        @Nullable
        SlotExecutor on(Room room) {
            SlotExecutor known = running.get(room.agent());
            return known != null || idle.isEmpty() ? known : idleOn(room);
        }

        private @Nullable SlotExecutor idleOn(Room room) {
            for (SlotExecutor known : idle.getOrDefault(room.agent(), List.of())) {
                if (room.tellsOf(known.id())) {
                    running.put(room.agent(), known);
                    return known;
                }
            }
            return null;
        }

        /** The one that gets the next task there, started where there is none: then its share is cut out of the room. */
        SlotExecutor use(Room room) {
            SlotExecutor known = on(room);
            if (known != null) {
                return known;
            }
            // Two rounds of one agent are never at the same time.
            String id = kind + Long.toString(now.toEpochMilli(), 36);
            SlotExecutor fresh = new SlotExecutor(id, room.take(executor.resources()));
            running.put(room.agent(), fresh);
            return fresh;
        }

        /** For the end of a sentence that tells what the first task on an agent needs. */
        String share() {
            return " with " + Room.text(executor.resources().cpusMillis()) + " cpus and "
                    + Room.text(executor.resources().memMillis()) + " MiB of memory for its executor";
        }
    }
}
