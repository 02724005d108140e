package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.util.Optional;

/** What can be wrong with an executor, first problem first, in Mesos' words (PROTOCOL B84-B88). */
final class ExecutorValidation {

    private static final long MIN_CPUS_MILLIS = 10;
    private static final long MIN_MEM_MEGABYTES = 32;

    private ExecutorValidation() {}

    /** Of a LAUNCH (PROTOCOL B84). */
    static Optional<String> launchProblem(Accepted accepted, ExecutorInfo executor) {
        return problem(accepted, executor)
                .or(() -> executor.hasType() && executor.getType() != ExecutorInfo.Type.CUSTOM
                        ? Optional.of("'ExecutorInfo.type' must be 'CUSTOM'")
                        : Optional.empty())
                .or(() -> executor.hasCommand() ? Optional.empty() : Optional.of("'ExecutorInfo.command' must be set"))
                .or(() -> executor.getResourcesList().stream().anyMatch(Resource::hasShared)
                        ? Optional.of("Executor resources " + Resources.of(executor.getResourcesList())
                                + " should not contain any shared resources")
                        : Optional.empty())
                .or(() -> sharedCgroups(executor));
    }

    /** Of a LAUNCH_GROUP, without what it has to do with its tasks (PROTOCOL B88). */
    static Optional<String> groupProblem(Accepted accepted, ExecutorInfo executor) {
        Optional<String> problem = problem(accepted, executor);
        if (problem.isPresent()) {
            return problem;
        }
        if (!executor.hasType()) {
            return Optional.of("'ExecutorInfo.type' must be set");
        }
        if (executor.getType() == ExecutorInfo.Type.UNKNOWN) {
            return Optional.of("Unknown executor type");
        }
        return executor.getContainer().getType() == ContainerInfo.Type.DOCKER && executor.hasContainer()
                ? Optional.of("Docker ContainerInfo is not supported on the executor")
                : Optional.empty();
    }

    static Optional<String> sharedCgroups(ExecutorInfo executor) {
        var linux = executor.getContainer().getLinuxInfo();
        return linux.hasShareCgroups() && linux.getShareCgroups()
                ? Optional.of("The 'share_cgroups' field cannot be set to 'true' on executor containers")
                : Optional.empty();
    }

    /** What holds for every executor, however it is launched. */
    private static Optional<String> problem(Accepted accepted, ExecutorInfo executor) {
        return typeProblem(executor)
                .or(() -> Optional.of(Ids.problem(executor.getExecutorId().getValue()))
                        .filter(problem -> !problem.isEmpty()))
                .or(() -> executor.getShutdownGracePeriod().getNanoseconds() < 0
                        ? Optional.of("ExecutorInfo's 'shutdown_grace_period' must be non-negative")
                        : Optional.empty())
                .or(() -> CommandValidation.problem(executor.getCommand())
                        .map(problem -> "Executor's `CommandInfo` is invalid: " + problem))
                .or(() -> executor.hasContainer()
                        ? ContainerValidation.problem(executor.getContainer())
                                .map(problem -> "Executor's `ContainerInfo` is invalid: " + problem)
                        : Optional.empty())
                .or(() -> frameworkProblem(accepted, executor))
                .or(() -> resourcesProblem(executor))
                .or(() -> otherThanKnown(accepted, executor));
    }

    private static Optional<String> typeProblem(ExecutorInfo executor) {
        if (!executor.hasType()) {
            return Optional.empty();
        }
        return switch (executor.getType()) {
            case DEFAULT -> {
                if (executor.hasCommand()) {
                    yield Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
                }
                if (executor.hasContainer() && executor.getContainer().getType() != ContainerInfo.Type.MESOS) {
                    yield Optional.of("'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
                }
                yield executor.getContainer().getMesos().hasImage()
                        ? Optional.of("'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor")
                        : Optional.empty();
            }
            case CUSTOM ->
                executor.hasCommand()
                        ? Optional.empty()
                        : Optional.of("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
            case UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<String> frameworkProblem(Accepted accepted, ExecutorInfo executor) {
        if (!executor.hasFrameworkId()) {
            return Optional.of("'ExecutorInfo.framework_id' must be set");
        }
        return executor.getFrameworkId().equals(accepted.framework.id())
                ? Optional.empty()
                : Optional.of("ExecutorInfo has an invalid FrameworkID (Actual: "
                        + executor.getFrameworkId().getValue() + " vs Expected: "
                        + accepted.framework.id().getValue() + ")");
    }

    private static Optional<String> resourcesProblem(ExecutorInfo executor) {
        Optional<String> invalid = OfferedResources.problem(executor.getResourcesList());
        if (invalid.isPresent()) {
            return invalid.map(problem -> "Executor uses invalid resources: " + problem);
        }
        Resources resources = Resources.of(executor.getResourcesList());
        return UsedResources.repeatedVolume(resources)
                .map(problem -> "Executor uses duplicate persistence ID: " + problem)
                .or(() -> UsedResources.manyRoles(resources).map(problem -> "Invalid executor resources: " + problem))
                .or(() -> UsedResources.mixed(resources)
                        .map(problem -> "Executor mixes revocable and non-revocable resources: " + problem));
    }

    /** PROTOCOL B85. */
    private static Optional<String> otherThanKnown(Accepted accepted, ExecutorInfo executor) {
        ExecutorInfo known = accepted.framework.executorsOn(accepted.agent.id()).get(executor.getExecutorId());
        if (known == null || same(known, executor)) {
            return Optional.empty();
        }
        String line = "------------------------------------------------------------\n";
        return Optional.of("ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n" + line
                + "Existing ExecutorInfo:\n" + known + "\n" + line + "ExecutorInfo:\n" + executor + "\n" + line);
    }

    /** Labels and the grace period do not count, nor the order of resources (PROTOCOL B85). */
    static boolean same(ExecutorInfo one, ExecutorInfo other) {
        return bare(one).equals(bare(other))
                && Resources.of(one.getResourcesList()).equals(Resources.of(other.getResourcesList()));
    }

    private static ExecutorInfo bare(ExecutorInfo executor) {
        return executor.toBuilder()
                .clearLabels()
                .clearShutdownGracePeriod()
                .clearResources()
                .build();
    }

    /** PROTOCOL B87, B88. */
    static Optional<String> tooSmall(ExecutorInfo executor) {
        Resources resources = Resources.of(executor.getResourcesList());
        String name = "Executor '" + executor.getExecutorId().getValue() + "' uses ";
        long cpus = resources.cpusMillis();
        if (cpus < MIN_CPUS_MILLIS) {
            return Optional.of(name + "less CPUs (" + (cpus == 0 ? "None" : String.valueOf(cpus / 1000.0))
                    + ") than the minimum required (0.01)");
        }
        long megabytes = resources.memMillis() / 1000;
        if (megabytes < MIN_MEM_MEGABYTES) {
            String mem = resources.memMillis() == 0 ? "None" : megabytes == 0 ? "0B" : megabytes + "MB";
            return Optional.of(name + "less memory (" + mem + ") than the minimum required (32MB)");
        }
        return resources.diskMillis() > 0 ? Optional.empty() : Optional.of(name + "no disk");
    }
}
