package io.mesosframework.scheduler.application;

/**
 * An executor of one's own, in which tasks run instead of in one that Mesos gives each of them. On each agent one is started with the first
 * task there and takes its own resources once; it gets every further task of the application, and of all other applications of the same
 * role that have an equal executor, for as long as it lives. It finds what a task is to do in {@code TaskInfo.data}: the application's
 * command as the bytes of Mesos' {@code CommandInfo}.
 *
 * <pre>{@code
 * Application.named("jobs")
 *         .instances(100).cpus(0.1).mem(16).command("resize 1.png")
 *         .executor(CustomExecutor.of("resizer", Command.shell("exec ./resizer")))
 *         .build();
 * }</pre>
 *
 * @param name its name, and the first part of its ids: {@code [a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?}
 * @param command what the agent starts, with the files it fetches first
 * @param resources what it takes for itself: at least 0.01 cpus and 32 MiB of memory, and nothing else
 */
public record CustomExecutor(String name, Command command, ResourceNeeds resources) {

    /** The name where none is given. */
    public static final String NAME = "executor";

    /** What it takes for itself where nothing else is said: 0.1 cpus and 128 MiB of memory. */
    public static final ResourceNeeds RESOURCES = ResourceNeeds.of(0.1, 128);

    private static final long LEAST_CPUS_MILLIS = 10;
    private static final long LEAST_MEM_MILLIS = 32_000;

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public CustomExecutor {
        Problems problems = new Problems();
        problems.check("name", Rules.memberName(name));
        if (resources.cpusMillis() < LEAST_CPUS_MILLIS) {
            problems.add("resources.cpu", "must be at least 0.01");
        }
        if (resources.memMillis() < LEAST_MEM_MILLIS) {
            problems.add("resources.mem", "must be at least 32");
        }
        if (!resources.equals(
                new ResourceNeeds(resources.cpusMillis(), resources.memMillis(), DiskNeed.NONE, PortNeeds.NONE))) {
            problems.add("resources", "hold more than cpus and memory, which is all that an executor takes for itself");
        }
        problems.throwIfAny();
    }

    /** With the usual resources. */
    public static CustomExecutor of(String name, Command command) {
        return new CustomExecutor(name, command, RESOURCES);
    }

    /** The same with so many cpus and MiB of memory for itself. */
    public CustomExecutor withResources(double cpus, double mem) {
        return new CustomExecutor(name, command, ResourceNeeds.of(cpus, mem));
    }
}
