package io.mesosframework.scheduler.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The specification of an application: a command to run in a number of slots. Two specifications are equal when they mean the
 * same, however they were written: defaults spelled out equal defaults left out, and the order of labels and variables does
 * not count.
 *
 * <pre>{@code
 * Application web = Application.named("web").instances(3).cpus(0.1).mem(32).command("./serve").build();
 * }</pre>
 *
 * @param name {@code [a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?}; Mesos' task name too
 * @param instances how many slots, 0 to 1,000,000; 1 by default
 * @param resources what each slot takes
 * @param command what each slot runs
 * @param labels Mesos' labels of each task, in the order given
 * @param restart when a task that has ended is launched again
 * @param retry how a failure is tried again; the default for {@code restart} unless given, and always that under {@link
 *     Restart#NEVER}
 * @param strategy how the slots are laid out over agents
 * @param healthCheck how running tasks are checked
 */
public record Application(
        String name,
        int instances,
        ResourceNeeds resources,
        Command command,
        Map<String, String> labels,
        Restart restart,
        Retry retry,
        Strategy strategy,
        Optional<HealthCheck> healthCheck) {

    static final String NOTHING_TO_RETRY =
            "restart \"never\" retries nothing: leave retry out, or choose another restart";

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Application {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Problems problems = new Problems();
        problems.check("name", Rules.name(name));
        problems.check("instances", Rules.between(instances, 0, Rules.MAX_INSTANCES));
        labels.forEach((key, value) -> checkLabel(problems, key, value));
        if (restart == Restart.NEVER && !retry.equals(Retry.defaultFor(Restart.NEVER))) {
            problems.add("retry", NOTHING_TO_RETRY);
        }
        problems.throwIfAny();
    }

    /** Begins the description of an application of one slot. */
    public static ApplicationBuilder named(String name) {
        return new ApplicationBuilder(name);
    }

    /** The same with another number of slots. */
    public Application withInstances(int count) {
        return new Application(name, count, resources, command, labels, restart, retry, strategy, healthCheck);
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
