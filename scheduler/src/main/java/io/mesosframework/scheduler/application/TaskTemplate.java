package io.mesosframework.scheduler.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each task of an application is made from. A change of it replaces the tasks.
 *
 * @param resources what each slot takes
 * @param command what each slot runs
 * @param labels Mesos' labels of each task, in the order given
 * @param healthCheck how running tasks are checked
 */
public record TaskTemplate(
        ResourceNeeds resources, Command command, Map<String, String> labels, Optional<HealthCheck> healthCheck) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public TaskTemplate {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Problems problems = new Problems();
        labels.forEach((key, value) -> checkLabel(problems, key, value));
        problems.throwIfAny();
    }

    private static void checkLabel(Problems problems, String key, String value) {
        String path = Paths.field("labels", key);
        if (key.isEmpty()) {
            problems.add(path, "a label's key must not be empty");
        }
        problems.check(path, Rules.text(key));
        problems.check(path, Rules.text(value));
    }
}
