package io.mesosframework.conformance.suite;

import io.mesosframework.embedded.AgentSettings;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The embedded Mesos, by HTTP on loopback. */
final class EmbeddedTarget implements Target {
    private final EmbeddedMesos mesos;
    private final UnaryOperator<EmbeddedMesosBuilder> more;

    private EmbeddedTarget(EmbeddedMesos mesos, UnaryOperator<EmbeddedMesosBuilder> more) {
        this.mesos = mesos;
        this.more = more;
    }

    static EmbeddedTarget start(Needs needs) {
        return start(needs, UnaryOperator.identity());
    }

    static EmbeddedTarget start(Needs needs, UnaryOperator<EmbeddedMesosBuilder> more) {
        EmbeddedMesosBuilder builder = EmbeddedMesos.builder().agents(0);
        needs.domain().ifPresent(domain -> builder.domain(domain.region(), domain.zone()));
        needs.agents().forEach(machine -> builder.agent(agent -> settings(agent, machine)));
        needs.credentials().forEach(builder::credential);
        new TreeMap<>(needs.masterFlags()).forEach((name, value) -> masterFlag(builder, name, value));
        new TreeMap<>(needs.agentFlags()).forEach((name, value) -> agentFlag(builder, name, value));
        builder.masters(needs.masters());
        return new EmbeddedTarget(more.apply(builder).start(), more);
    }

    private static AgentSettings settings(AgentSettings agent, Needs.Machine machine) {
        AgentSettings settings = agent.resources(machine.resources()).attributes(machine.attributes());
        return machine.domain()
                .map(domain -> settings.domain(domain.region(), domain.zone()))
                .orElse(settings);
    }

    /** What the embedded Mesos calls a flag of mesos-master. A line for each. */
    private static void masterFlag(EmbeddedMesosBuilder builder, String name, String value) {
        switch (name) {
            case "agent_ping_timeout" -> builder.agentPingTimeout(duration(value));
            case "agent_reregister_timeout" -> builder.agentReregisterTimeout(duration(value));
            case "max_agent_ping_timeouts" -> builder.maxAgentPingTimeouts(Integer.parseInt(value));
            case "allocation_interval" -> builder.allocationInterval(duration(value));
            case "filter_gpu_resources" -> builder.filterGpuResources(Boolean.parseBoolean(value));
            case "min_allocatable_resources" -> builder.minAllocatableResources(value);
            case "root_submissions" -> builder.rootSubmissions(Boolean.parseBoolean(value));
            case "roles" -> builder.roles(value.split(","));
            case "offer_timeout" -> builder.offerTimeout(duration(value));
            case "acls" -> builder.acls(value);
            case "rate_limits" -> {} // they do not hold for calls by HTTP, and it takes no others
            default -> throw new UnsupportedOperationException("The embedded Mesos does not know --" + name);
        }
    }

    /** What the embedded Mesos calls a flag of mesos-agent. A line for each. */
    private static void agentFlag(EmbeddedMesosBuilder builder, String name, String value) {
        switch (name) {
            case "executor_environment_variables" ->
                Json.object(value)
                        .properties()
                        .forEach(variable -> builder.executorEnvironmentVariable(
                                variable.getKey(), variable.getValue().asString()));
            case "reconfiguration_policy" -> builder.reconfigurationPolicy(value);
            case "acls" -> builder.agentAcls(value);
            case "executor_registration_timeout" -> builder.executorRegistrationTimeout(duration(value));
            case "executor_reregistration_timeout" -> builder.executorReregistrationTimeout(duration(value));
            default ->
                throw new UnsupportedOperationException("The embedded Mesos does not know --" + name + " of agents");
        }
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
        return mesos.masters();
    }

    @Override
    public List<String> agents() {
        return mesos.agents();
    }

    @Override
    public int leader() {
        return mesos.leader()
                .map(address -> masters().indexOf(address) + 1)
                .orElseThrow(() -> new IllegalStateException("no master leads"));
    }

    @Override
    public Path directory() {
        return mesos.workDirectory();
    }

    @Override
    public void killAgent(int agent) {
        mesos.agent(agent).kill();
    }

    @Override
    public void shutDownAgent(int agent) {
        mesos.agent(agent).shutDown();
    }

    @Override
    public void startAgent(int agent, Map<String, String> flags) {
        if ("cleanup".equals(flags.get("recover"))) {
            mesos.agent(agent).restartToCleanUp();
            return;
        }
        mesos.agent(agent).restart(settings -> {
            AgentSettings changed = settings;
            for (Map.Entry<String, String> flag : flags.entrySet()) {
                changed = changed(changed, flag.getKey(), flag.getValue());
            }
            return changed;
        });
    }

    private static AgentSettings changed(AgentSettings settings, String flag, String value) {
        return switch (flag) {
            case "resources" -> settings.resources(value);
            case "attributes" -> settings.attributes(value);
            default ->
                throw new UnsupportedOperationException("The embedded Mesos changes no --" + flag + " of an agent");
        };
    }

    @Override
    public boolean isAgentUp(int agent) {
        return mesos.agent(agent).isUp();
    }

    @Override
    public void wipeAgent(int agent) {
        mesos.agent(agent).remove();
    }

    @Override
    public void rebootAgent(int agent) {
        mesos.agent(agent).reboot();
    }

    @Override
    public void pauseAgent(int agent) {
        mesos.agent(agent).pause();
    }

    @Override
    public void resumeAgent(int agent) {
        mesos.agent(agent).resume();
    }

    @Override
    public void killMaster(int master) {
        mesos.killMaster(master - 1);
    }

    @Override
    public void startMaster(int master) {
        mesos.startMaster(master - 1);
    }

    @Override
    public void startMaster(int master, Needs.Domain domain) {
        mesos.startMaster(master - 1, domain.region(), domain.zone());
    }

    @Override
    public boolean isMasterUp(int master) {
        return mesos.isMasterUp(master - 1);
    }

    @Override
    public Optional<String> tryAgent(String flag, String value) {
        UnaryOperator<AgentSettings> settings = agent -> switch (flag) {
            case "resources" -> agent.resources(value);
            case "attributes" -> agent.attributes(value);
            default -> throw new UnsupportedOperationException("The embedded Mesos does not know --" + flag);
        };
        try {
            more.apply(EmbeddedMesos.builder().agents(0).agent(settings))
                    .start()
                    .close();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    e.getCause() == null
                            ? e.toString()
                            : String.valueOf(e.getCause().getMessage()));
        }
    }

    @Override
    public void close() {
        mesos.close();
    }
}
