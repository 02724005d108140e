package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which applications want to be away from which: a hard {@code away} binds both, so that it holds whichever of the two is placed last.
 * Also that of an application that is being deleted, for as long as its tasks are there.
 */
final class KeepingAway {

    /**
     * An application that another one must keep away from.
     *
     * @param application its name
     * @param field the two have no value of it in common
     */
    record Loner(String application, AgentField field) {}

    private final TaskManager tasks;
    private @Nullable Map<String, List<Loner>> loners;

    KeepingAway(TaskManager tasks) {
        this.tasks = tasks;
    }

    /** Those that want to be away from this application. */
    List<Loner> from(String application) {
        Map<String, List<Loner>> known = loners;
        if (known == null) {
            known = loners();
            loners = known;
        }
        return known.getOrDefault(application, List.of());
    }

    private Map<String, List<Loner>> loners() {
        Map<String, List<Loner>> found = new HashMap<>();
        for (Specification specification : tasks.specifications()) {
            String name = specification.application().name();
            for (Constraint constraint : specification.application().placement().constraints()) {
                if (constraint instanceof Constraint.Away away
                        && !away.preferred()
                        && !away.application().equals(name)) {
                    found.computeIfAbsent(away.application(), unused -> new ArrayList<>(1))
                            .add(new Loner(name, away.field()));
                }
            }
        }
        return found;
    }
}
