package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Finds out what became of the applications that a turn wrote. For the loop alone. */
final class ApplicationNews {

    private final TaskView tasks;
    private final Map<String, Specification> told = new HashMap<>();

    /** @param tasks as restored */
    ApplicationNews(TaskView tasks) {
        this.tasks = tasks;
        tasks.specifications()
                .forEach(specification -> told.put(specification.application().name(), specification));
    }

    /** @param names of the applications that were written, or whose updates were */
    void tell(Collection<String> names, Turn turn, Instant now) {
        for (String name : names) {
            Specification after = tasks.specification(name).orElse(null);
            Specification before = after == null ? told.remove(name) : told.put(name, after);
            if (before != null || after != null) {
                turn.effect(new Effect.AnnounceApplication(new ApplicationChange(
                        name, before, after, tasks.update(name).orElse(null), now)));
            }
        }
    }
}
