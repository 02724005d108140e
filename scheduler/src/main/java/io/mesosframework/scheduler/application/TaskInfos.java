package io.mesosframework.scheduler.application;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.DiscoveryInfo;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Port;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Applications in Mesos' own messages. */
public final class TaskInfos {

    private TaskInfos() {}

    /**
     * The one task of a slot, ready to launch.
     *
     * @param taken the resources out of the agent's offers, with their role, reservation and allocation as offered
     */
    public static TaskInfo taskInfo(Application application, TaskID id, AgentID agent, List<Resource> taken) {
        TaskInfo.Builder task = task(application.oneTask(), taken)
                .setName(application.name())
                .setTaskId(id)
                .setAgentId(agent);
        application.lifecycle().killGrace().ifPresent(grace -> task.setKillPolicy(killPolicy(grace)));
        return task.build();
    }

    /** A task without its name and ids. */
    static TaskInfo.Builder task(TaskTemplate template, List<Resource> taken) {
        TaskInfo.Builder task = TaskInfo.newBuilder()
                .addAllResources(taken)
                .setCommand(ToldResources.tell(command(template.command()), template.resources(), taken));
        if (!template.labels().isEmpty()) {
            task.setLabels(labels(template.labels()));
        }
        template.healthCheck().ifPresent(check -> task.setHealthCheck(healthCheck(check)));
        template.container().ifPresent(container -> task.setContainer(ContainerInfos.container(container)));
        template.check().ifPresent(check -> task.setCheck(check(check)));
        template.discovery().ifPresent(discovery -> task.setDiscovery(discovery(discovery)));
        template.maxCompletionTime()
                .ifPresent(time ->
                        task.setMaxCompletionTime(DurationInfo.newBuilder().setNanoseconds(time.toNanos())));
        limit(task, "cpus", template.limits().cpusMillis());
        limit(task, "mem", template.limits().memMillis());
        return task;
    }

    /** How long a task has to end by itself; what a KILL says wins over it. */
    public static KillPolicy killPolicy(Duration grace) {
        return KillPolicy.newBuilder()
                .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))
                .build();
    }

    /** The numbers of the ports among what was taken, in the order in which the task finds them in {@code PORT0}, {@code PORT1} and so on. */
    public static List<Integer> ports(ResourceNeeds needs, List<Resource> taken) {
        return ToldResources.ports(needs.ports(), taken);
    }

    /** What a slot needs as unreserved, unallocated scalars: {@code cpus}, {@code mem} and, if wanted, {@code disk} of the root disk. */
    public static List<Resource> resources(ResourceNeeds needs) {
        List<Resource> resources = new ArrayList<>();
        resources.add(scalar("cpus", needs.cpusMillis()));
        resources.add(scalar("mem", needs.memMillis()));
        if (needs.rootDiskMillis() > 0) {
            resources.add(scalar("disk", needs.rootDiskMillis()));
        }
        return List.copyOf(resources);
    }

    /** Without a shell Mesos' arguments begin with the program's own name. */
    public static CommandInfo command(Command command) {
        CommandInfo.Builder info =
                CommandInfo.newBuilder().setShell(command.shell()).setValue(command.cmd());
        if (!command.shell()) {
            info.addArguments(command.cmd()).addAllArguments(command.arguments());
        }
        if (!command.environment().isEmpty() || !command.secrets().isEmpty()) {
            info.setEnvironment(environment(command));
        }
        command.user().ifPresent(info::setUser);
        command.uris().forEach(uri -> info.addUris(uri(uri)));
        return info.build();
    }

    /** Every time is set, also where it is Mesos' default. */
    public static io.mesosframework.protocol.HealthCheck healthCheck(HealthCheck check) {
        io.mesosframework.protocol.HealthCheck.Builder info = io.mesosframework.protocol.HealthCheck.newBuilder()
                .setDelaySeconds(seconds(check.delay()))
                .setIntervalSeconds(seconds(check.interval()))
                .setTimeoutSeconds(seconds(check.timeout()))
                .setGracePeriodSeconds(seconds(check.gracePeriod()))
                .setConsecutiveFailures(check.fails());
        if (check.probe() instanceof HealthCheck.Http http) {
            info.setType(io.mesosframework.protocol.HealthCheck.Type.HTTP);
            info.setHttp(http(http));
        } else if (check.probe() instanceof HealthCheck.Tcp tcp) {
            info.setType(io.mesosframework.protocol.HealthCheck.Type.TCP);
            info.getTcpBuilder().setPort(tcp.port());
        } else if (check.probe() instanceof HealthCheck.Run run) {
            info.setType(io.mesosframework.protocol.HealthCheck.Type.COMMAND);
            info.setCommand(command(run.command()));
        }
        return info.build();
    }

    /** As {@link #healthCheck}, without what would have a consequence. */
    static CheckInfo check(Check check) {
        CheckInfo.Builder info = CheckInfo.newBuilder()
                .setDelaySeconds(seconds(check.delay()))
                .setIntervalSeconds(seconds(check.interval()))
                .setTimeoutSeconds(seconds(check.timeout()));
        if (check.probe() instanceof HealthCheck.Http http) {
            info.setType(CheckInfo.Type.HTTP);
            info.getHttpBuilder().setPort(http.port()).setPath(http.path());
        } else if (check.probe() instanceof HealthCheck.Tcp tcp) {
            info.setType(CheckInfo.Type.TCP);
            info.getTcpBuilder().setPort(tcp.port());
        } else if (check.probe() instanceof HealthCheck.Run run) {
            info.setType(CheckInfo.Type.COMMAND);
            info.getCommandBuilder().setCommand(command(run.command()));
        }
        return info.build();
    }

    static DiscoveryInfo discovery(Discovery discovery) {
        DiscoveryInfo.Builder info = DiscoveryInfo.newBuilder()
                .setVisibility(
                        DiscoveryInfo.Visibility.valueOf(discovery.visibility().name()));
        discovery.name().ifPresent(info::setName);
        discovery.environment().ifPresent(info::setEnvironment);
        discovery.location().ifPresent(info::setLocation);
        discovery.version().ifPresent(info::setVersion);
        for (Discovery.Port port : discovery.ports()) {
            Port.Builder written = info.getPortsBuilder().addPortsBuilder().setNumber(port.number());
            port.name().ifPresent(written::setName);
            port.protocol().ifPresent(written::setProtocol);
        }
        if (!discovery.labels().isEmpty()) {
            info.setLabels(labels(discovery.labels()));
        }
        return info.build();
    }

    private static void limit(TaskInfo.Builder task, String name, long millis) {
        if (millis != 0) {
            double value = millis == ResourceLimits.UNLIMITED ? Double.POSITIVE_INFINITY : millis / 1000.0;
            task.putLimits(name, Value.Scalar.newBuilder().setValue(value).build());
        }
    }

    /** In the order given. */
    public static Labels labels(Map<String, String> labels) {
        Labels.Builder message = Labels.newBuilder();
        labels.forEach(
                (key, value) -> message.addLabels(Label.newBuilder().setKey(key).setValue(value)));
        return message.build();
    }

    private static io.mesosframework.protocol.HealthCheck.HTTPCheckInfo http(HealthCheck.Http http) {
        return io.mesosframework.protocol.HealthCheck.HTTPCheckInfo.newBuilder()
                .setScheme(http.scheme().name().toLowerCase(Locale.ROOT))
                .setPort(http.port())
                .setPath(http.path())
                .addAllStatuses(http.statuses())
                .build();
    }

    private static CommandInfo.URI uri(Uri uri) {
        CommandInfo.URI.Builder info = CommandInfo.URI
                .newBuilder()
                .setValue(uri.uri())
                .setExtract(uri.extract())
                .setExecutable(uri.executable())
                .setCache(uri.cache());
        uri.outputFile().ifPresent(info::setOutputFile);
        return info.build();
    }

    private static Environment environment(Command command) {
        Environment.Builder environment = Environment.newBuilder();
        command.environment()
                .forEach((name, value) -> environment.addVariables(
                        Environment.Variable.newBuilder().setName(name).setValue(value)));
        command.secrets()
                .forEach((name, secret) -> environment.addVariables(Environment.Variable.newBuilder()
                        .setName(name)
                        .setType(Environment.Variable.Type.SECRET)
                        .setSecret(secret(secret))));
        return environment.build();
    }

    private static io.mesosframework.protocol.Secret secret(Secret secret) {
        io.mesosframework.protocol.Secret.Builder info = io.mesosframework.protocol.Secret.newBuilder();
        if (secret instanceof Secret.Reference reference) {
            info.setType(io.mesosframework.protocol.Secret.Type.REFERENCE);
            info.getReferenceBuilder().setName(reference.name());
            reference.key().ifPresent(info.getReferenceBuilder()::setKey);
        } else if (secret instanceof Secret.Plain plain) {
            info.setType(io.mesosframework.protocol.Secret.Type.VALUE);
            info.getValueBuilder().setData(ByteString.copyFromUtf8(plain.value()));
        }
        return info.build();
    }

    private static Resource scalar(String name, long millis) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(millis / 1000.0))
                .build();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
