package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a task is made from: the one of each slot, or one of a {@link TaskGroup}. A change of it replaces the tasks.
 *
 * @param resources what each slot takes
 * @param command what each slot runs
 * @param labels Mesos' labels of each task, in the order given
 * @param healthCheck how running tasks are checked
 * @param container what a task is isolated by; as the agent does it where empty
 * @param check what is tried on running tasks for their status to tell
 * @param discovery how a task is found by others
 * @param maxCompletionTime how long a task may run before Mesos kills it, with TASK_FAILED; without limit where empty
 * @param limits how far a task may go beyond its resources
 * @param executor in which the tasks run; in one of Mesos' own each where empty
 */
public record TaskTemplate(
        ResourceNeeds resources,
        Command command,
        Map<String, String> labels,
        Optional<HealthCheck> healthCheck,
        Optional<Container> container,
        Optional<Check> check,
        Optional<Discovery> discovery,
        Optional<Duration> maxCompletionTime,
        ResourceLimits limits,
        Optional<CustomExecutor> executor)
        implements SlotTemplate {

    private static final String NOT_IN_EXECUTOR = "is not for tasks in an executor of one's own: ";

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public TaskTemplate {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Problems problems = new Problems();
        labels.forEach((key, value) -> Rules.label(problems, "labels", key, value));
        maxCompletionTime.ifPresent(
                time -> problems.check("max_completion_time", Rules.duration(time, Duration.ofMillis(1))));
        limits.check(problems, resources);
        checkMount(problems, resources, container);
        if (executor.isPresent()) {
            checkInExecutor(problems, resources, command);
        }
        problems.throwIfAny();
    }

    /** Of such tasks the agent knows the resources and nothing else. */
    private static void checkInExecutor(Problems problems, ResourceNeeds resources, Command command) {
        if (resources.reservation().kept()) {
            problems.add("resources", NOT_IN_EXECUTOR + "what a slot keeps has no room for the executor's own share");
        }
        if (!command.secrets().isEmpty()) {
            problems.add("command.secrets", NOT_IN_EXECUTOR + "say them in executor.command, of which the agent knows");
        }
        if (!command.uris().isEmpty()) {
            problems.add("command.uris", NOT_IN_EXECUTOR + "say them in executor.command, for which the agent fetches");
        }
    }

    private static void checkMount(Problems problems, ResourceNeeds resources, Optional<Container> container) {
        Optional<String> mount = resources.reservation().volume().map(PersistentVolume::containerPath);
        boolean twice = mount.isPresent()
                && container.stream()
                        .flatMap(of -> of.volumes().stream())
                        .anyMatch(volume -> volume.containerPath().equals(mount.get()));
        if (twice) {
            problems.add(
                    "resources.disk.volume.container_path",
                    Texts.quoted(mount.get()) + " is mounted twice: container.volume has it too");
        }
    }

    /** With these resources and this command, and nothing else. */
    public static TaskTemplate of(ResourceNeeds resources, Command command) {
        return new TaskTemplate(resources, command, Map.of(), Optional.empty());
    }

    @Override
    public boolean isChecked() {
        return healthCheck.isPresent();
    }

    /** The same with one more label. */
    public TaskTemplate withLabel(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(key, value);
        return new TaskTemplate(
                resources,
                command,
                more,
                healthCheck,
                container,
                check,
                discovery,
                maxCompletionTime,
                limits,
                executor);
    }

    /** The same with a health check. */
    public TaskTemplate withHealthCheck(HealthCheck how) {
        Optional<HealthCheck> given = Optional.of(how);
        return new TaskTemplate(
                resources, command, labels, given, container, check, discovery, maxCompletionTime, limits, executor);
    }

    /** The same in a container. */
    public TaskTemplate withContainer(Container isolation) {
        Optional<Container> given = Optional.of(isolation);
        return new TaskTemplate(
                resources, command, labels, healthCheck, given, check, discovery, maxCompletionTime, limits, executor);
    }

    /** The same with a check for its status to tell. */
    public TaskTemplate withCheck(Check tried) {
        Optional<Check> given = Optional.of(tried);
        return new TaskTemplate(
                resources,
                command,
                labels,
                healthCheck,
                container,
                given,
                discovery,
                maxCompletionTime,
                limits,
                executor);
    }

    /** The same with what others find it by. */
    public TaskTemplate withDiscovery(Discovery info) {
        Optional<Discovery> given = Optional.of(info);
        return new TaskTemplate(
                resources, command, labels, healthCheck, container, check, given, maxCompletionTime, limits, executor);
    }

    /** The same, killed by Mesos after so long. */
    public TaskTemplate withMaxCompletionTime(Duration longest) {
        Optional<Duration> given = Optional.of(longest);
        return new TaskTemplate(
                resources, command, labels, healthCheck, container, check, discovery, given, limits, executor);
    }

    /** The same with limits beyond its resources. */
    public TaskTemplate withLimits(ResourceLimits most) {
        return new TaskTemplate(
                resources,
                command,
                labels,
                healthCheck,
                container,
                check,
                discovery,
                maxCompletionTime,
                most,
                executor);
    }

    /** The same, run in an executor of one's own. */
    public TaskTemplate withExecutor(CustomExecutor own) {
        return new TaskTemplate(
                resources,
                command,
                labels,
                healthCheck,
                container,
                check,
                discovery,
                maxCompletionTime,
                limits,
                Optional.of(own));
    }

    /** With nothing of what is less common. */
    public TaskTemplate(
            ResourceNeeds resources, Command command, Map<String, String> labels, Optional<HealthCheck> healthCheck) {
        this(
                resources,
                command,
                labels,
                healthCheck,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ResourceLimits.NONE,
                Optional.empty());
    }
}
