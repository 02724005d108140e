package io.mesosframework.conformance.suite;

import io.mesosframework.embedded.AgentSettings;
import io.mesosframework.embedded.EmbeddedMesos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The embedded Mesos, by HTTP on loopback. */
final class EmbeddedTarget implements Target {
    private final EmbeddedMesos mesos;

    private EmbeddedTarget(EmbeddedMesos mesos) {
        this.mesos = mesos;
    }

    static EmbeddedTarget start(Needs needs) {
        return start(needs, UnaryOperator.identity());
    }

    static EmbeddedTarget start(Needs needs, UnaryOperator<EmbeddedMesos.Builder> more) {
        EmbeddedMesos.Builder builder = EmbeddedMesos.builder().agents(0);
        needs.domain().ifPresent(domain -> builder.domain(domain.region(), domain.zone()));
        needs.agents().forEach(machine -> builder.agent(agent -> settings(agent, machine)));
        needs.credentials().forEach(builder::credential);
        new TreeMap<>(needs.masterFlags()).forEach((name, value) -> masterFlag(builder, name, value));
        new TreeMap<>(needs.agentFlags()).forEach((name, value) -> agentFlag(name, value));
        if (needs.masters() > 1) {
            throw new UnsupportedOperationException("The embedded Mesos has one master");
        }
        return new EmbeddedTarget(more.apply(builder).start());
    }

    private static AgentSettings settings(AgentSettings agent, Needs.Machine machine) {
        AgentSettings settings = agent.resources(machine.resources()).attributes(machine.attributes());
        return machine.domain()
                .map(domain -> settings.domain(domain.region(), domain.zone()))
                .orElse(settings);
    }

    /** What the embedded Mesos calls a flag of mesos-master. A line for each. */
    private static void masterFlag(EmbeddedMesos.Builder builder, String name, String value) {
        switch (name) {
            case "allocation_interval" -> builder.allocationInterval(duration(value));
            case "filter_gpu_resources" -> builder.filterGpuResources(Boolean.parseBoolean(value));
            case "min_allocatable_resources" -> builder.minAllocatableResources(value);
            case "root_submissions" -> builder.rootSubmissions(Boolean.parseBoolean(value));
            case "roles" -> builder.roles(value.split(","));
            case "offer_timeout" -> builder.offerTimeout(duration(value));
            default -> throw new UnsupportedOperationException("The embedded Mesos does not know --" + name);
        }
    }

    /** What the embedded Mesos calls a flag of mesos-agent. A line for each. */
    private static void agentFlag(String name, String value) {
        throw new UnsupportedOperationException(
                "The embedded Mesos does not know --" + name + "=" + value + " of agents");
    }

    static Duration duration(String text) {
        String unit = text.replaceAll("[0-9.]", "");
        double number = Double.parseDouble(text.substring(0, text.length() - unit.length()));
        return Duration.ofMillis((long) (number
                * switch (unit) {
                    case "ms" -> 1;
                    case "secs" -> 1000;
                    case "mins" -> 60_000;
                    case "hrs" -> 3_600_000;
                    default -> throw new IllegalArgumentException("Not a duration: " + text);
                }));
    }

    @Override
    public List<String> masters() {
        return List.of(mesos.master());
    }

    @Override
    public List<String> agents() {
        return mesos.agents();
    }

    @Override
    public int leader() {
        return 1;
    }

    @Override
    public Path directory() {
        return mesos.workDirectory();
    }

    @Override
    public void killAgent(int agent) {
        throw new UnsupportedOperationException("agents of the embedded Mesos cannot be killed");
    }

    @Override
    public void shutDownAgent(int agent) {
        throw new UnsupportedOperationException("agents of the embedded Mesos cannot be shut down");
    }

    @Override
    public void startAgent(int agent) {
        throw new UnsupportedOperationException("agents of the embedded Mesos cannot be started");
    }

    @Override
    public void pauseAgent(int agent) {
        throw new UnsupportedOperationException("agents of the embedded Mesos cannot be paused");
    }

    @Override
    public void resumeAgent(int agent) {
        throw new UnsupportedOperationException("agents of the embedded Mesos cannot be resumed");
    }

    @Override
    public void killMaster(int master) {
        throw new UnsupportedOperationException("masters of the embedded Mesos cannot be killed");
    }

    @Override
    public void startMaster(int master) {
        throw new UnsupportedOperationException("masters of the embedded Mesos cannot be started");
    }

    @Override
    public void close() {
        mesos.close();
    }
}
