package io.mesosframework.server.api;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Applications as the API shows them. */
final class ApplicationAnswers {

    private ApplicationAnswers() {}

    /** {@code {"applications":[{"name":…,"version":…}]}}. */
    static ObjectNode changed(Collection<Specification> specifications) {
        ObjectNode root = Json.object();
        ArrayNode applications = root.putArray("applications");
        for (Specification specification : specifications) {
            applications
                    .addObject()
                    .put("name", specification.application().name())
                    .put("version", specification.version());
        }
        return root;
    }

    /** The present version and those that a rollback can go back to, the latest first. */
    static ObjectNode versions(Specification present, TaskView tasks) {
        String name = present.application().name();
        ObjectNode root = Json.object();
        root.put("name", name);
        ArrayNode versions = root.putArray("versions");
        version(present, true, versions.addObject());
        List<Specification> earlier = tasks.earlier(name);
        for (int i = earlier.size() - 1; i >= 0; i--) {
            version(earlier.get(i), false, versions.addObject());
        }
        return root;
    }

    private static void version(Specification specification, boolean present, ObjectNode node) {
        node.put("version", specification.version());
        node.put("present", present);
        node.set("application", Json.ours(ApplicationJson.write(specification.application())));
    }

    /** The application with {@code version}, {@code state}, how many slots are in which, and how its last update stands. */
    static ObjectNode one(Specification specification, TaskView tasks) {
        String name = specification.application().name();
        ObjectNode node = (ObjectNode) Json.ours(ApplicationJson.write(specification.application()));
        node.put("version", specification.version());
        ObjectNode state = node.putObject("state");
        state.put("deleted", specification.deleted());
        ObjectNode slots = state.putObject("slots");
        Map<SlotState, Integer> counts = new TreeMap<>();
        for (Slot slot : tasks.slotsOf(name)) {
            counts.merge(slot.state(), 1, Integer::sum);
        }
        counts.forEach((slotState, count) -> slots.put(slotState.word(), count));
        tasks.update(name).ifPresent(update -> {
            ObjectNode rollout = node.putObject("rollout");
            rollout.put("version", update.version());
            rollout.put("state", update.state().name().toLowerCase(Locale.ROOT));
            rollout.put("began", update.began().toString());
            rollout.put("progressed", update.progressed().toString());
            rollout.put("ready", update.ready());
            rollout.put("surge", update.surge());
            rollout.put("why", update.why());
        });
        return node;
    }

    static ArrayNode all(TaskView tasks) {
        ArrayNode all = Json.array();
        tasks.specifications().forEach(specification -> all.add(one(specification, tasks)));
        return all;
    }
}
