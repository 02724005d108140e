package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what became of applications that were written. For the loop alone. */
final class ApplicationNews {

    private record Known(
            @Nullable Specification specification, @Nullable Update update) {
        static final Known NOTHING = new Known(null, null);
    }

    private final TaskView tasks;
    private final Map<String, Known> told = new HashMap<>();

    /** @param tasks as restored */
    ApplicationNews(TaskView tasks) {
        this.tasks = tasks;
        tasks.specifications().forEach(specification -> {
            String name = specification.application().name();
            told.put(name, new Known(specification, tasks.update(name).orElse(null)));
        });
    }

    /** What there is to be told since the last time; empty where that is nothing. */
    Optional<ApplicationChange> of(String name, Instant now) {
        Known before = told.getOrDefault(name, Known.NOTHING);
        Known after = new Known(
                tasks.specification(name).orElse(null), tasks.update(name).orElse(null));
        if (after.specification() == null) {
            told.remove(name);
        } else {
            told.put(name, after);
        }
        return after.equals(before) || (before.specification() == null && after.specification() == null)
                ? Optional.empty()
                : Optional.of(new ApplicationChange(
                        name, before.specification(), after.specification(), after.update(), now));
    }
}
