package io.mesosframework.scheduler.application;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Tasks that Mesos' default executor launches together on one agent. They share the executor's network and live and die together: where
 * one fails or is killed, the others are killed; where one finishes, the others go on.
 *
 * <pre>{@code
 * Application.named("shop")
 *         .task("web", TaskTemplate.of(ResourceNeeds.of(0.5, 128), Command.shell("./serve")))
 *         .task("log", TaskTemplate.of(ResourceNeeds.of(0.1, 32), Command.shell("./ship-logs")))
 *         .build();
 * }</pre>
 */
public final class TaskGroup implements SlotTemplate {

    /** What the executor takes for itself where nothing else is said: 0.1 cpus, 32 MiB of memory and 10 MiB of disk. */
    public static final ResourceNeeds EXECUTOR = ResourceNeeds.of(0.1, 32).withDisk(10);

    /** The most tasks of a group: 50. */
    public static final int MOST_TASKS = 50;

    static final String OF_WHOLE_GROUP = "is the whole group's: say it in the application's resources.role";
    static final String NOT_IN_GROUP = "is not supported in a group";
    static final String ONLY_PLAIN =
            "hold what is not supported in a group, which takes cpus, memory, root disk, ports and gpus";

    private static final long LEAST_CPUS_MILLIS = 10;
    private static final long LEAST_MEM_MILLIS = 32_000;

    private final List<Member> tasks;
    private final ResourceNeeds executor;
    private final ResourceNeeds resources;

    /**
     * One of the tasks.
     *
     * @param name its name in the group: {@code [a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?}. It has no dot, so that task ids can be read from
     *     the right
     * @param template what it is made from; its resources have no role of their own
     */
    public record Member(String name, TaskTemplate template) {

        /** @throws InvalidApplicationsException if the name breaks its rule, or the default executor cannot run such a task */
        public Member {
            Problems problems = new Problems();
            problems.check("name", Rules.memberName(name));
            if (template.resources().role().isPresent()) {
                problems.add("resources.role", OF_WHOLE_GROUP);
            }
            if (!template.resources().isPlain()) {
                problems.add("resources", ONLY_PLAIN);
            }
            template.container().ifPresent(container -> check(problems, container, template));
            if (template.executor().isPresent()) {
                problems.add("executor", "is not for the tasks of a group, which Mesos' default executor runs");
            }
            problems.throwIfAny();
        }

        /** PROTOCOL B89. */
        private static void check(Problems problems, Container container, TaskTemplate template) {
            if (container.type() == Container.Type.DOCKER) {
                problems.add("container.type", "must be \"mesos\" in a group: Mesos' default executor runs no others");
            }
            boolean probesNetwork = template.healthCheck()
                    .filter(check -> !(check.probe() instanceof HealthCheck.Run))
                    .isPresent();
            if (!container.networks().isEmpty() && probesNetwork) {
                problems.add(
                        "container.network",
                        "goes in a group only with a health check of type \"command\", which runs within the container");
            }
        }
    }

    /**
     * Of these tasks, in the order given.
     *
     * @param tasks 1 to 50, whose names differ
     * @param executor what the executor takes for itself: at least 0.01 cpus, 32 MiB of memory and some disk, no ports. Its role is the
     *     group's
     * @throws InvalidApplicationsException if a value breaks its rule
     */
    public TaskGroup(List<Member> tasks, ResourceNeeds executor) {
        this.tasks = List.copyOf(tasks);
        this.executor = executor;
        Problems problems = new Problems();
        if (tasks.isEmpty() || tasks.size() > MOST_TASKS) {
            problems.add("tasks", "must hold 1 to " + MOST_TASKS + " tasks, holds " + tasks.size());
        }
        checkExecutor(problems, executor);
        checkNames(problems, this.tasks);
        checkPorts(problems, this.tasks);
        checkTotal(problems, "cpu", Rules.MAX_QUANTITY, ResourceNeeds::cpusMillis);
        checkTotal(problems, "mem", Rules.MAX_QUANTITY, ResourceNeeds::memMillis);
        checkTotal(problems, "disk", Rules.MAX_QUANTITY, needs -> needs.disk().millis());
        checkTotal(problems, "gpus", Rules.MAX_GPUS, needs -> needs.gpus() * 1000L);
        problems.throwIfAny();
        // Asked for each agent that a slot may go to: summed up once.
        this.resources = sum(this.tasks, executor);
    }

    /** Mesos refuses groups whose executor has less (PROTOCOL B87, B88). */
    private static void checkExecutor(Problems problems, ResourceNeeds executor) {
        if (executor.cpusMillis() < LEAST_CPUS_MILLIS) {
            problems.add("resources.cpu", "must be at least 0.01: it is the executor's own share");
        }
        if (executor.memMillis() < LEAST_MEM_MILLIS) {
            problems.add("resources.mem", "must be at least 32: it is the executor's own share");
        }
        if (executor.disk().isNone()) {
            problems.add("resources.disk", "is missing: Mesos wants some for the executor");
        }
        if (!executor.isPlain()) {
            problems.add("resources", ONLY_PLAIN);
        }
        if (!executor.ports().isNone()) {
            problems.add("resources.ports", "are for the tasks: say them in tasks[].resources");
        }
    }

    private static void checkNames(Problems problems, List<Member> tasks) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (!names.add(tasks.get(i).name())) {
                problems.add(
                        Paths.field(Paths.index("tasks", i), "name"),
                        Texts.quoted(tasks.get(i).name()) + " is the name of another task of the group too");
            }
        }
    }

    private static void checkPorts(Problems problems, List<Member> tasks) {
        Map<Integer, String> takers = new HashMap<>();
        int total = 0;
        for (int i = 0; i < tasks.size(); i++) {
            Member member = tasks.get(i);
            PortNeeds ports = member.template().resources().ports();
            total += ports.total();
            for (int port : ports.fixed()) {
                String taker = takers.putIfAbsent(port, member.name());
                if (taker != null) {
                    problems.add(
                            Paths.index("tasks", i) + ".resources.ports.fixed",
                            "port " + port + " is taken by task " + Texts.quoted(taker) + " too");
                }
            }
        }
        if (total > PortNeeds.MOST) {
            problems.add("tasks", "take " + total + " ports together, and " + PortNeeds.MOST + " is the most");
        }
    }

    private void checkTotal(Problems problems, String what, long most, ToLongFunction<ResourceNeeds> amount) {
        long total = amount.applyAsLong(executor);
        for (Member member : tasks) {
            total += amount.applyAsLong(member.template().resources());
        }
        if (total > most * 1000) {
            problems.add("tasks", "take more than " + most + " " + what + " together");
        }
    }

    private static ResourceNeeds sum(List<Member> tasks, ResourceNeeds executor) {
        ResourceNeeds sum = executor;
        for (Member member : tasks) {
            sum = sum.plus(member.template().resources());
        }
        return sum;
    }

    /** The tasks, in the order given. */
    public List<Member> tasks() {
        return tasks;
    }

    /** What the executor takes for itself; its role is the group's. */
    public ResourceNeeds executor() {
        return executor;
    }

    /**
     * What the tasks and their executor take together. Where ports of one of the tasks follow each other, those of all do: each then
     * takes its own out of the row.
     */
    @Override
    public ResourceNeeds resources() {
        return resources;
    }

    @Override
    public boolean isChecked() {
        return tasks.stream().anyMatch(member -> member.template().isChecked());
    }

    /** Whether a task has limits; then each has cgroups of its own (PROTOCOL G14). */
    boolean hasLimits() {
        return tasks.stream().anyMatch(member -> !member.template().limits().equals(ResourceLimits.NONE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskGroup group && group.tasks.equals(tasks) && group.executor.equals(executor);
    }

    @Override
    public int hashCode() {
        return 31 * tasks.hashCode() + executor.hashCode();
    }

    @Override
    public String toString() {
        return "TaskGroup[tasks=" + tasks + ", executor=" + executor + "]";
    }
}
