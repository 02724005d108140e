package io.mesosframework.conformance.suite;

import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Mesos 1.11.0. */
final class RealTarget implements Target {
    private final RealMesos mesos;
    private final Path files;

    private RealTarget(RealMesos mesos, Path files) {
        this.mesos = mesos;
        this.files = files;
    }

    static RealTarget start(Needs needs) {
        try {
            Path files = Files.createTempDirectory("conformance-flags");
            Map<String, String> master = new TreeMap<>(needs.masterFlags());
            if (!needs.credentials().isEmpty()) {
                master.put("authenticate_http_frameworks", "true");
                master.put("http_framework_authenticators", "basic");
                master.put("credentials", credentials(needs.credentials()));
            }
            if (needs.domain().isPresent()) {
                master.put("domain", domain(needs.domain().get()));
            }
            Map<String, String> agent = new TreeMap<>(needs.agentFlags());
            if (needs.agents().stream().anyMatch(machine -> machine.domain().isPresent())) {
                agent.put("domain", "file://" + files.resolve("domain-%d"));
            }
            for (int i = 1; i <= needs.agents().size(); i++) {
                Needs.Machine machine = needs.agents().get(i - 1).numbered(i);
                Files.writeString(files.resolve("resources-" + i), machine.resources());
                Files.writeString(files.resolve("attributes-" + i), machine.attributes());
                if (machine.domain().isPresent()) {
                    Files.writeString(
                            files.resolve("domain-" + i),
                            domain(machine.domain().get()));
                }
            }
            RealMesos mesos = RealMesos.builder()
                    .masters(needs.masters())
                    .agents(needs.agents().size())
                    .resources("file://" + files.resolve("resources-%d"))
                    .attributes("file://" + files.resolve("attributes-%d"))
                    .masterFlags(flags(master, files, "master-"))
                    .agentFlags(flags(agent, files, "agent-"))
                    .start();
            return new RealTarget(mesos, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String credentials(Map<String, String> credentials) {
        return new TreeMap<>(credentials)
                .entrySet().stream()
                        .map(e -> "{\"principal\":\"" + e.getKey() + "\",\"secret\":\"" + e.getValue() + "\"}")
                        .collect(Collectors.joining(",", "{\"credentials\":[", "]}"));
    }

    private static String domain(Needs.Domain domain) {
        return "{\"fault_domain\":{\"region\":{\"name\":\"" + domain.region() + "\"},\"zone\":{\"name\":\""
                + domain.zone() + "\"}}}";
    }

    private static String flags(Map<String, String> flags, Path files, String prefix) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> flag : new TreeMap<>(flags).entrySet()) {
            String value = flag.getValue();
            if (value.startsWith("{") || value.startsWith("[")) {
                value = "file://" + Files.writeString(files.resolve(prefix + flag.getKey() + ".json"), value);
            }
            text.append(" --").append(flag.getKey()).append('=').append(value);
        }
        return text.toString();
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
        Optional<String> leader = mesos.leader();
        return leader.map(address -> masters().indexOf(address) + 1)
                .orElseThrow(() -> new IllegalStateException("no master leads"));
    }

    @Override
    public Path directory() {
        return mesos.directory();
    }

    @Override
    public void killAgent(int agent) {
        mesos.kill("agent" + agent);
    }

    @Override
    public void shutDownAgent(int agent) {
        // SIGUSR1 is the agent's own word for it; SIGTERM ends it as SIGKILL does.
        try {
            String pid = Files.readString(directory().resolve("agent" + agent + ".pid"))
                    .strip();
            Process kill = new ProcessBuilder("kill", "-USR1", pid).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("agent" + agent + " takes no signal");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void startAgent(int agent) {
        mesos.start("agent" + agent);
    }

    @Override
    public void pauseAgent(int agent) {
        mesos.pause("agent" + agent);
    }

    @Override
    public void resumeAgent(int agent) {
        mesos.resume("agent" + agent);
    }

    @Override
    public void killMaster(int master) {
        mesos.kill("master" + master);
    }

    @Override
    public void startMaster(int master) {
        mesos.start("master" + master);
    }

    @Override
    public void close() {
        mesos.close();
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
            Files.delete(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
