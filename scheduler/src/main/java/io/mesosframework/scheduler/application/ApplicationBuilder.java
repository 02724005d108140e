package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes an {@link Application} step by step; cpus, mem and a command are needed, or tasks of a group, all else has a default. For
 * one thread.
 * Nothing is checked before {@link #build}, which names every fault at once.
 */
public final class ApplicationBuilder {

    private static final ResourceNeeds ANY_RESOURCES = ResourceNeeds.of(1, 1);
    private static final Command ANY_COMMAND = Command.shell("true");
    private static final TaskTemplate ANY_TASK =
            new TaskTemplate(ANY_RESOURCES, ANY_COMMAND, Map.of(), Optional.empty());
    private static final Lifecycle ANY_LIFECYCLE = new Lifecycle(Restart.NEVER, Retry.defaultFor(Restart.NEVER));

    private final String name;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private int instances = 1;
    private @Nullable Double cpus;
    private @Nullable Double mem;
    private @Nullable Double disk;
    private @Nullable DiskSource diskSource;
    private PortNeeds ports = PortNeeds.NONE;
    private int gpus;
    private final Map<String, NamedNeed> named = new LinkedHashMap<>();
    private @Nullable String role;
    private Reservation reservation = Reservation.NONE;
    private @Nullable String commandLine;
    private @Nullable Command command;
    private Restart restart = Restart.ON_FAILURE;
    private @Nullable Retry retry;
    private UpdatePolicy update = UpdatePolicy.DEFAULT;
    private UnreachablePolicy unreachable = UnreachablePolicy.DEFAULT;
    private @Nullable Duration maxLaunchDelay;
    private @Nullable Duration maxUnhealthyTime;
    private @Nullable Duration killGrace;
    private Strategy strategy = Strategy.NONE;
    private final List<Filter> filters = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private @Nullable HealthCheck healthCheck;
    private @Nullable CustomExecutor executor;
    private @Nullable Container container;
    private @Nullable Check check;
    private @Nullable Discovery discovery;
    private @Nullable Duration maxCompletionTime;
    private ResourceLimits limits = ResourceLimits.NONE;
    private final List<NamedTask> members = new ArrayList<>();
    private final Map<String, Secret> secrets = new LinkedHashMap<>();

    ApplicationBuilder(String name) {
        this.name = name;
    }

    /** How many slots, 0 to 1,000,000; 1 by default. */
    public ApplicationBuilder instances(int count) {
        instances = count;
        return this;
    }

    /** Cpus of each slot, above 0 with at most three decimals. */
    public ApplicationBuilder cpus(double count) {
        cpus = count;
        return this;
    }

    /** MiB of memory of each slot, above 0 with at most three decimals. */
    public ApplicationBuilder mem(double mebibytes) {
        mem = mebibytes;
        return this;
    }

    /** MiB of the root disk of each slot, above 0 with at most three decimals; none by default. */
    public ApplicationBuilder disk(double mebibytes) {
        disk = mebibytes;
        diskSource = null;
        return this;
    }

    /** MiB of another disk of each slot's agent; of one that is taken whole, the least that it must have. */
    public ApplicationBuilder disk(double mebibytes, DiskSource source) {
        disk = mebibytes;
        diskSource = source;
        return this;
    }

    /** The ports of each slot; none by default. */
    public ApplicationBuilder ports(PortNeeds needed) {
        ports = needed;
        return this;
    }

    /** The gpus of each slot, 0 to 1,000; none by default. A framework is offered gpus only where it asks for them. */
    public ApplicationBuilder gpus(int count) {
        gpus = count;
        return this;
    }

    /** What each slot takes of a resource to which an operator gave a name of its own. */
    public ApplicationBuilder named(String name, NamedNeed need) {
        named.put(name, need);
        return this;
    }

    /** The role of the resources; any of the framework's by default. */
    public ApplicationBuilder role(String resourceRole) {
        role = resourceRole;
        return this;
    }

    /** What is kept for each slot while it has no task, such as a volume; nothing by default. */
    public ApplicationBuilder reservation(Reservation wanted) {
        reservation = wanted;
        return this;
    }

    /**
     * One more task of the group that fills each slot. With it, cpus, mem, disk and role are the executor's own share, each
     * {@link TaskGroup#EXECUTOR}'s by default, and all else that is of a task is said in the tasks.
     */
    public ApplicationBuilder task(String taskName, TaskTemplate template) {
        members.add(new NamedTask(taskName, template));
        return this;
    }

    private record NamedTask(String name, TaskTemplate template) {}

    /** A shell command line. */
    public ApplicationBuilder command(String line) {
        commandLine = line;
        command = null;
        return this;
    }

    /** A command with all that belongs to it. */
    public ApplicationBuilder command(Command whole) {
        command = whole;
        commandLine = null;
        return this;
    }

    /** One more variable of the command's environment. */
    public ApplicationBuilder environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** One more variable of the command's environment, whose value the agent resolves. */
    public ApplicationBuilder secret(String variable, Secret secret) {
        secrets.put(variable, secret);
        return this;
    }

    /** One more label. */
    public ApplicationBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /** {@link Restart#ON_FAILURE} by default. */
    public ApplicationBuilder restart(Restart policy) {
        restart = policy;
        return this;
    }

    /** {@link Retry#defaultFor} the restart policy by default. */
    public ApplicationBuilder retry(Retry policy) {
        retry = policy;
        return this;
    }

    /** {@link UpdatePolicy#DEFAULT} by default. */
    public ApplicationBuilder update(UpdatePolicy policy) {
        update = policy;
        return this;
    }

    /** {@link UnreachablePolicy#DEFAULT} by default. */
    public ApplicationBuilder unreachable(UnreachablePolicy policy) {
        unreachable = policy;
        return this;
    }

    /** How long a task may be staging or starting before another one is tried; without limit by default. */
    public ApplicationBuilder maxLaunchDelay(Duration longest) {
        maxLaunchDelay = longest;
        return this;
    }

    /** How long a task that is checked may run without being healthy before another one is tried; without limit by default. */
    public ApplicationBuilder maxUnhealthyTime(Duration longest) {
        maxUnhealthyTime = longest;
        return this;
    }

    /** How long a task that is to end has before it is killed hard; what its agent says by default. */
    public ApplicationBuilder killGrace(Duration time) {
        killGrace = time;
        return this;
    }

    /** {@link Strategy#NONE} by default. */
    public ApplicationBuilder strategy(Strategy layout) {
        strategy = layout;
        return this;
    }

    /** One more filter that an agent must pass. */
    public ApplicationBuilder filter(Filter.Type type, String attribute, String... values) {
        filters.add(new Filter(type, Optional.of(attribute), List.of(values)));
        return this;
    }

    /** One more rule about where the slots run. */
    public ApplicationBuilder constraint(Constraint constraint) {
        constraints.add(constraint);
        return this;
    }

    /** Runs the tasks in an executor of one's own, which takes its own resources once an agent; in one of Mesos' each by default. */
    public ApplicationBuilder executor(CustomExecutor own) {
        executor = own;
        return this;
    }

    /** None by default. */
    public ApplicationBuilder healthCheck(HealthCheck check) {
        healthCheck = check;
        return this;
    }

    /** As the agent does it by default. */
    public ApplicationBuilder container(Container isolation) {
        container = isolation;
        return this;
    }

    /** What is tried for the tasks' status to tell; nothing by default. */
    public ApplicationBuilder check(Check tried) {
        check = tried;
        return this;
    }

    /** None by default. */
    public ApplicationBuilder discovery(Discovery info) {
        discovery = info;
        return this;
    }

    /** How long a task may run before Mesos kills it; without limit by default. */
    public ApplicationBuilder maxCompletionTime(Duration longest) {
        maxCompletionTime = longest;
        return this;
    }

    /** {@link ResourceLimits#NONE} by default. */
    public ApplicationBuilder limits(ResourceLimits most) {
        limits = most;
        return this;
    }

    /** @throws InvalidApplicationsException naming everything that is missing or breaks its rule */
    public Application build() {
        Problems problems = new Problems();
        // With stand-ins for what could not be made, all other rules are still checked in the same go.
        SlotTemplate template = members.isEmpty() ? oneTask(problems) : problems.make("", this::group);
        PlacementRules placement = problems.make("", () -> new PlacementRules(strategy, filters, constraints));
        Lifecycle lifecycle = problems.make("", this::lifecycle);
        Application application = problems.make(
                "",
                () -> new Application(
                        name,
                        instances,
                        template == null ? ANY_TASK : template,
                        placement == null ? PlacementRules.NONE : placement,
                        lifecycle == null ? ANY_LIFECYCLE : lifecycle));
        problems.throwIfAny();
        return Objects.requireNonNull(application);
    }

    private @Nullable TaskTemplate oneTask(Problems problems) {
        ResourceNeeds needs = problems.make("resources", this::needs);
        Command whole = problems.make("command", this::wholeCommand);
        return problems.make(
                "",
                () -> new TaskTemplate(
                        needs == null ? ANY_RESOURCES : needs,
                        whole == null ? ANY_COMMAND : whole,
                        labels,
                        Optional.ofNullable(healthCheck),
                        Optional.ofNullable(container),
                        Optional.ofNullable(check),
                        Optional.ofNullable(discovery),
                        Optional.ofNullable(maxCompletionTime),
                        limits,
                        Optional.ofNullable(executor)));
    }

    private TaskGroup group() {
        Problems problems = new Problems();
        boolean ofOneTask = commandLine != null
                || command != null
                || !environment.isEmpty()
                || !secrets.isEmpty()
                || !labels.isEmpty()
                || healthCheck != null
                || container != null
                || check != null
                || discovery != null
                || maxCompletionTime != null
                || executor != null
                || !limits.equals(ResourceLimits.NONE);
        if (ofOneTask) {
            problems.add("tasks", "have each their own command and what belongs to it: say it in their templates");
        }
        List<TaskGroup.Member> tasks = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            NamedTask member = members.get(i);
            TaskGroup.Member made =
                    problems.make(Paths.index("tasks", i), () -> new TaskGroup.Member(member.name, member.template));
            if (made != null) {
                tasks.add(made);
            }
        }
        double usualCpus = TaskGroup.EXECUTOR.cpus().doubleValue();
        double usualMem = TaskGroup.EXECUTOR.mem().doubleValue();
        double usualDisk = TaskGroup.EXECUTOR.disk().size().doubleValue();
        ResourceNeeds executor = problems.make(
                "resources",
                () -> needs(
                        cpus == null ? usualCpus : cpus,
                        mem == null ? usualMem : mem,
                        disk == null ? usualDisk : disk));
        problems.throwIfAny();
        return new TaskGroup(tasks, Objects.requireNonNull(executor));
    }

    private Lifecycle lifecycle() {
        return new Lifecycle(
                restart,
                retry == null ? Retry.defaultFor(restart) : retry,
                update,
                unreachable,
                Optional.ofNullable(maxLaunchDelay),
                Optional.ofNullable(maxUnhealthyTime),
                Optional.ofNullable(killGrace));
    }

    private ResourceNeeds needs() {
        return needs(cpus, mem, disk);
    }

    private ResourceNeeds needs(@Nullable Double cpuCount, @Nullable Double memSize, @Nullable Double diskSize) {
        Problems problems = new Problems();
        BigDecimal exactCpus = quantity(problems, "cpu", cpuCount);
        BigDecimal exactMem = quantity(problems, "mem", memSize);
        DiskNeed ofDisk = problems.make("disk", () -> disk(diskSize));
        Optional<String> resourceRole = Optional.ofNullable(role);
        ResourceNeeds needs = problems.make(
                "",
                () -> ResourceNeeds.of(exactCpus, exactMem, resourceRole)
                        .withDisk(ofDisk == null ? DiskNeed.NONE : ofDisk)
                        .withPorts(ports)
                        .withGpus(gpus)
                        .withNamed(named)
                        .withReservation(reservation));
        problems.throwIfAny();
        return Objects.requireNonNull(needs);
    }

    private DiskNeed disk(@Nullable Double size) {
        return size == null
                ? DiskNeed.NONE
                : DiskNeed.of(ResourceNeeds.decimal("size", size), Optional.ofNullable(diskSource));
    }

    /** One stands in for what is missing or no number, so that the other quantities are checked too. */
    private static BigDecimal quantity(Problems problems, String path, @Nullable Double value) {
        if (value == null) {
            problems.add(path, "is missing");
            return BigDecimal.ONE;
        }
        if (!Double.isFinite(value)) {
            problems.add(path, "must be a number, is " + value);
            return BigDecimal.ONE;
        }
        return BigDecimal.valueOf(value);
    }

    private Command wholeCommand() {
        if (command == null && commandLine == null) {
            throw new InvalidApplicationsException("", "is missing");
        }
        // The command line is checked together with the variables, so a blank one must not fail before them.
        Command base = command == null ? ANY_COMMAND : command;
        Map<String, String> variables = new LinkedHashMap<>(base.environment());
        variables.putAll(environment);
        String line = commandLine == null ? base.cmd() : commandLine;
        Map<String, Secret> allSecrets = new LinkedHashMap<>(base.secrets());
        allSecrets.putAll(secrets);
        return new Command(line, base.shell(), base.arguments(), variables, base.user(), base.uris(), allSecrets);
    }
}
