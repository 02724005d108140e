package io.mesosframework.conformance.suite;

import io.mesosframework.embedded.EmbeddedMesos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** The embedded Mesos, by HTTP on loopback. */
final class EmbeddedTarget implements Target {
    private final EmbeddedMesos mesos;

    private EmbeddedTarget(EmbeddedMesos mesos) {
        this.mesos = mesos;
    }

    static EmbeddedTarget start(Needs needs) {
        EmbeddedMesos.Builder builder = EmbeddedMesos.builder()
                .agents(needs.agents())
                .resources(needs.resources())
                .attributes(needs.attributes());
        needs.credentials().forEach(builder::credential);
        new TreeMap<>(needs.masterFlags()).forEach((name, value) -> masterFlag(builder, name, value));
        new TreeMap<>(needs.agentFlags()).forEach((name, value) -> agentFlag(name, value));
        if (needs.masters() > 1) {
            throw new UnsupportedOperationException("The embedded Mesos has one master");
        }
        return new EmbeddedTarget(builder.start());
    }

    /** What the embedded Mesos calls a flag of mesos-master. A line for each. */
    private static void masterFlag(EmbeddedMesos.Builder builder, String name, String value) {
        switch (name) {
            case "allocation_interval" -> builder.allocationInterval(duration(value));
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
