package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.PersistentVolume;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What slots keep, by the specification of their application. */
final class KeptNeeds {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private KeptNeeds() {}

    /** What a slot's task needs; empty where there is no such application. */
    static Optional<ResourceNeeds> of(TaskManager tasks, SlotKey slot) {
        return tasks.specification(slot.application())
                .map(specification -> specification.application().resources());
    }

    /** What is wrong with an application put in the place of another one, or of what that has left: one for each field. */
    static List<Problem> faults(Optional<Specification> before, Application after) {
        if (before.isEmpty()) {
            return List.of();
        }
        Application present = before.get().application();
        ResourceNeeds needs = present.resources();
        if (!needs.reservation().kept() || withoutMount(needs).equals(withoutMount(after.resources()))) {
            return List.of();
        }
        String name = "'" + after.name() + "'";
        if (before.get().deleted()) {
            return List.of(new Problem(
                    "resources",
                    "differs from those of the deleted application " + name
                            + ", which still gives back what its slots have reserved: try again when it is gone"));
        }
        List<Problem> faults = new ArrayList<>();
        compare("resources", json(present), json(after), (path, was, is) -> {
            String change = is.isMissingNode()
                    ? "is missing and was " + was
                    : "is " + is + " and was " + (was.isMissingNode() ? "not there" : was.toString());
            faults.add(new Problem(
                    path,
                    change + ": the slots of application " + name + " keep what they take, which no update can change."
                            + " Give the new application another name, or delete " + name
                            + ", with the data of its volumes, and put it again when it is gone"));
        });
        if (faults.isEmpty()) {
            faults.add(new Problem("resources", "are not those that the slots of application " + name + " keep"));
        }
        return faults;
    }

    private static JsonNode json(Application application) {
        return MAPPER.readTree(ApplicationJson.write(application)).path("resources");
    }

    private interface Difference {
        void at(String path, JsonNode was, JsonNode is);
    }

    /** Tells the fields that differ, the innermost ones where both have something. */
    private static void compare(String path, JsonNode was, JsonNode is, Difference difference) {
        if (isTheTasksMatter(path) || was.equals(is)) {
            return;
        }
        if (!was.isObject() || !is.isObject()) {
            difference.at(path, was, is);
            return;
        }
        TreeSet<String> names = new TreeSet<>(was.propertyNames());
        names.addAll(is.propertyNames());
        names.forEach(name -> compare(path + "." + name, or(was.get(name)), or(is.get(name)), difference));
    }

    private static JsonNode or(JsonNode field) {
        return field == null ? MissingNode.getInstance() : field;
    }

    /** Limits, and where a volume is mounted, are no part of what is kept. */
    private static boolean isTheTasksMatter(String path) {
        return path.equals("resources.disk.volume")
                || path.equals("resources.disk.persistence.principal")
                || path.equals("resources.limits");
    }

    private static ResourceNeeds withoutMount(ResourceNeeds needs) {
        return needs.reservation()
                .volume()
                .map(volume -> needs.withReservation(Reservation.with(PersistentVolume.of(volume.id(), "any"))))
                .orElse(needs);
    }
}
