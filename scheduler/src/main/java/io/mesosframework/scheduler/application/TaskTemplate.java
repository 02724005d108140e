package io.mesosframework.scheduler.application;

import java.time.Duration;
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
 * @param container what a task is isolated by; as the agent does it where empty
 * @param check what is tried on running tasks for their status to tell
 * @param discovery how a task is found by others
 * @param maxCompletionTime how long a task may run before Mesos kills it, with TASK_FAILED; without limit where empty
 * @param limits how far a task may go beyond its resources
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
        ResourceLimits limits) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public TaskTemplate {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Problems problems = new Problems();
        labels.forEach((key, value) -> Rules.label(problems, "labels", key, value));
        maxCompletionTime.ifPresent(
                time -> problems.check("max_completion_time", Rules.duration(time, Duration.ofMillis(1))));
        limits.check(problems, resources);
        checkMount(problems, resources, container);
        problems.throwIfAny();
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
                ResourceLimits.NONE);
    }
}
