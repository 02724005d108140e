package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The specification of an application: a command, or a group of tasks, to run in a number of slots. Two specifications are equal when they mean the
 * same, however they were written: defaults spelled out equal defaults left out, and the order of labels and variables does
 * not count.
 *
 * <pre>{@code
 * Application web = Application.named("web").instances(3).cpus(0.1).mem(32).command("./serve").build();
 * }</pre>
 *
 * @param name {@code [a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?}; Mesos' task name too
 * @param instances how many slots, 0 to 1,000,000; 1 by default
 * @param task what each slot is filled with: a {@link TaskTemplate} of one task, or a {@link TaskGroup}
 * @param placement where the tasks may and should run
 * @param lifecycle what becomes of tasks in the course of time
 */
public record Application(
        String name, int instances, SlotTemplate task, PlacementRules placement, Lifecycle lifecycle) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Application {
        Problems problems = new Problems();
        problems.check("name", Rules.name(name));
        problems.check("instances", Rules.between(instances, 0, Rules.MAX_INSTANCES));
        checkCompany(problems, name, placement.constraints());
        Exclusives.check(problems, instances, task.resources(), placement);
        if (task instanceof TaskTemplate template) {
            template.container().ifPresent(container -> checkParents(problems, container));
        }
        problems.throwIfAny();
    }

    private static void checkParents(Problems problems, Container container) {
        for (int i = 0; i < container.volumes().size(); i++) {
            if (container.volumes().get(i).source() instanceof Volume.SandboxPath sandbox
                    && sandbox.of() == Volume.SandboxPath.Of.PARENT) {
                problems.add(
                        Paths.index("container.volume", i) + ".source.sandbox_path.type",
                        "must be \"self\": only a task of a group has a parent");
            }
        }
    }

    private static void checkCompany(Problems problems, String name, List<Constraint> constraints) {
        for (int i = 0; i < constraints.size(); i++) {
            String path = Paths.field(Paths.index("constraints", i), "application");
            if (constraints.get(i) instanceof Constraint.Near near
                    && near.application().equals(name)) {
                problems.add(path, "is the application itself: use operator \"cluster\" instead");
            }
            if (constraints.get(i) instanceof Constraint.Away away
                    && away.application().equals(name)) {
                problems.add(path, "is the application itself: use operator \"unique\" instead");
            }
        }
    }

    /** Begins the description of an application of one slot. */
    public static ApplicationBuilder named(String name) {
        return new ApplicationBuilder(name);
    }

    /** The same with another number of slots. */
    public Application withInstances(int count) {
        return new Application(name, count, task, placement, lifecycle);
    }

    /** What each slot takes: of a group, its tasks and their executor together; without the share of an {@link #executor} of one's own. */
    public ResourceNeeds resources() {
        return task.resources();
    }

    /** The tasks that fill each slot together; empty where one task does. */
    public Optional<TaskGroup> group() {
        return task instanceof TaskGroup group ? Optional.of(group) : Optional.empty();
    }

    /**
     * What the one task of each slot is made from.
     *
     * @throws IllegalStateException where a group fills each slot
     */
    public TaskTemplate oneTask() {
        if (task instanceof TaskTemplate template) {
            return template;
        }
        throw new IllegalStateException(name + " is a group of tasks, each with its own: ask group()");
    }

    /**
     * What each slot runs.
     *
     * @throws IllegalStateException where a group fills each slot
     */
    public Command command() {
        return oneTask().command();
    }

    /** The executor of one's own in which the tasks run; empty where each has one of Mesos', and of a group. */
    public Optional<CustomExecutor> executor() {
        return task instanceof TaskTemplate template ? template.executor() : Optional.empty();
    }

    /** What the first slot on an agent takes there: with its executor's share, where it has one of its own. */
    public ResourceNeeds resourcesOfFirst() {
        return executor().map(executor -> resources().with(executor)).orElseGet(this::resources);
    }

    /** Mesos' labels of each task, in the order given; none of a group's, whose tasks have their own. */
    public Map<String, String> labels() {
        return task instanceof TaskTemplate template ? template.labels() : Map.of();
    }

    /** How running tasks are checked; empty of a group, whose tasks have their own. */
    public Optional<HealthCheck> healthCheck() {
        return task instanceof TaskTemplate template ? template.healthCheck() : Optional.empty();
    }

    /** Whether a health check says when a slot is up. */
    public boolean isChecked() {
        return task.isChecked();
    }

    /** How the slots are laid out over agents. */
    public Strategy strategy() {
        return placement.strategy();
    }

    /** When a task that has ended is launched again. */
    public Restart restart() {
        return lifecycle.restart();
    }

    /** How a failure is tried again. */
    public Retry retry() {
        return lifecycle.retry();
    }
}
