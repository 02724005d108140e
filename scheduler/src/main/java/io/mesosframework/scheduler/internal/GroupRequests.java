package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.ApplicationExistsException;
import io.mesosframework.scheduler.Deployed;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Requests for several applications, on the loop: all is looked at before the first change, as a change cannot be taken back. */
final class GroupRequests {

    private GroupRequests() {}

    /** @throws IllegalArgumentException if a name stands twice */
    static void requireDistinct(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("The application " + name + " is named twice");
            }
        }
    }

    static void requireAbsent(List<Application> applications, TaskManager tasks) {
        List<String> taken = applications.stream()
                .map(Application::name)
                .filter(name -> isThere(name, tasks))
                .toList();
        if (!taken.isEmpty()) {
            throw new ApplicationExistsException(taken);
        }
    }

    /** @param deployed takes what became of each */
    static List<Action> put(
            List<Application> applications,
            FrameworkSettings settings,
            TaskManager tasks,
            Instant now,
            List<Deployed> deployed) {
        List<Problem> problems = new ArrayList<>();
        for (Application application : applications) {
            try {
                settings.requireOffered(application);
                Optional<Specification> present = tasks.specification(application.name());
                settings.requireFit(application, present);
                SlotJson.requireKeepable(present.map(before -> before.next(application))
                        .orElseGet(() -> Specification.first(application)));
            } catch (InvalidApplicationsException e) {
                e.problems()
                        .forEach(problem ->
                                problems.add(new Problem(application.name(), problem.path(), problem.message())));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidApplicationsException(problems);
        }
        List<Action> actions = new ArrayList<>();
        for (Application application : applications) {
            boolean created = !isThere(application.name(), tasks);
            actions.addAll(tasks.put(application, now));
            tasks.specification(application.name())
                    .ifPresent(specification -> deployed.add(new Deployed(specification, created)));
        }
        return actions;
    }

    static List<Action> delete(List<String> names, TaskManager tasks, Instant now) {
        List<String> missing = names.stream()
                .filter(name -> tasks.specification(name).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new UnknownApplicationException("There is no application " + String.join(", ", missing));
        }
        List<Action> actions = new ArrayList<>();
        names.forEach(name -> actions.addAll(tasks.delete(name, now)));
        return actions;
    }

    /** @throws UnknownApplicationException if there is none of the name, or it is going away */
    static void requireThere(String name, TaskManager tasks) {
        if (!isThere(name, tasks)) {
            throw new UnknownApplicationException("There is no application " + name);
        }
    }

    /** @param killed takes the slots whose tasks are killed */
    static List<Action> kill(Collection<SlotKey> keys, TaskManager tasks, Instant now, List<Slot> killed) {
        List<SlotKey> missing =
                keys.stream().filter(key -> tasks.slot(key).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new UnknownApplicationException(
                    missing.stream().map(SlotKey::toString).collect(Collectors.joining(", ", "There is no slot ", "")));
        }
        List<Action> actions = new ArrayList<>();
        for (SlotKey key : Set.copyOf(keys).stream().sorted().toList()) {
            tasks.slot(key)
                    .filter(slot -> slot.state().hasTask() && slot.intent() == null)
                    .ifPresent(killed::add);
            actions.addAll(tasks.kill(key, now));
        }
        return actions;
    }

    private static boolean isThere(String name, TaskManager tasks) {
        return tasks.specification(name).filter(found -> !found.deleted()).isPresent();
    }
}
