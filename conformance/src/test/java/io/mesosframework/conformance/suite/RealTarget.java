package io.mesosframework.conformance.suite;

import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Mesos 1.11.0. */
final class RealTarget implements Target {
    private static final Duration TO_DIE = Duration.ofSeconds(30);
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
        if (masters().size() == 1) {
            return 1; // asking costs a process
        }
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
            String pid = pid(agent);
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
    public void startAgent(int agent, Map<String, String> flags) {
        change(agent, "recover", "reconnect"); // each start says anew that it is one for cleaning up
        flags.forEach((flag, value) -> change(agent, flag, value));
        if (hasProcess(agent) && !isAgentUp(agent)) {
            endProcess(agent);
        }
        mesos.start("agent" + agent);
    }

    private void change(int agent, String flag, String value) {
        try {
            if (flag.equals("resources") || flag.equals("attributes")) {
                Files.writeString(files.resolve(flag + "-" + agent), value);
                return;
            }
            Path file = directory().resolve("agent" + agent + ".cmd");
            String command = Files.readString(file).stripTrailing();
            Files.writeString(
                    file,
                    command.replaceAll(" --(no-)?" + flag + "(=\\S+)?(?= |$)", "") + " --" + flag + "=" + value + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rig's agents stay as processes when the agent in them has ended: it knows no paths then. */
    @Override
    public boolean isAgentUp(int agent) {
        if (!hasProcess(agent)) {
            return false;
        }
        String address = agents().get(agent - 1);
        try (Http http = Http.connect(address, 5000)) {
            http.write(Http.request("GET", "/state", address, List.of(), new byte[0]));
            return http.reply().status() != 404;
        } catch (UncheckedIOException e) {
            return true; // on its way up
        }
    }

    /** It may be about to end by itself. */
    private void endProcess(int agent) {
        try {
            ProcessHandle.of(Long.parseLong(pid(agent))).ifPresent(ProcessHandle::destroyForcibly);
            if (!Polling.within(TO_DIE, () -> !hasProcess(agent))) {
                throw new IllegalStateException("Agent " + agent + " does not end, although it was killed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pid(int agent) throws IOException {
        return Files.readString(directory().resolve("agent" + agent + ".pid")).strip();
    }

    private boolean hasProcess(int agent) {
        try {
            String pid = pid(agent);
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void wipeAgent(int agent) {
        try {
            endProcess(agent); // see isAgentUp
            killAllOn(agent);
            Files.delete(work(agent).resolve("meta/slaves/latest"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent tells a reboot by the machine's boot id, which it keeps. */
    @Override
    public void rebootAgent(int agent) {
        try {
            killAgent(agent);
            killAllOn(agent);
            Files.writeString(
                    work(agent).resolve("meta/boot_id"), UUID.randomUUID().toString());
            mesos.start("agent" + agent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path work(int agent) {
        return directory().resolve("agent" + agent + "/work");
    }

    /** What runs on an agent runs in its sandboxes. */
    private void killAllOn(int agent) {
        Path sandboxes = directory().resolve("agent" + agent);
        ProcessHandle.allProcesses()
                .filter(process -> isIn(process, sandboxes))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isIn(ProcessHandle process, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .startsWith(folder);
        } catch (IOException e) {
            return false; // it is another user's, or no more
        }
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

    /** Running masters have read theirs long ago. */
    @Override
    public void startMaster(int master, Needs.Domain domain) {
        try {
            Files.writeString(files.resolve("master-domain.json"), domain(domain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startMaster(master);
    }

    @Override
    public boolean isMasterUp(int master) {
        try {
            String pid = Files.readString(directory().resolve("master" + master + ".pid"))
                    .strip();
            // The state stands behind the command's name, and an ended process that nobody has waited for is still
            // there.
            return !Files.readString(Path.of("/proc", pid, "stat"))
                    .replaceFirst(".*\\) ", "")
                    .startsWith("Z");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> tryAgent(String flag, String value) {
        try (Trial trial = new Trial(directory().resolve("agent1.cmd"), flag, value)) {
            return trial.lastWords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
