package io.mesosframework.reference;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.http.ListenException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code mesosfw embedded}. */
@Command(
        name = "embedded",
        description = "Runs a Mesos in this process for clients in any language, until a signal ends it and its tasks.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EmbeddedCommand implements Callable<Integer> {

    @Option(
            names = "--masters",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many masters, of which one leads and the others point to it (${DEFAULT-VALUE}).")
    private int masters = 1;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many agents (${DEFAULT-VALUE}).")
    private int agents = 1;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "5050",
            description =
                    "The first master's port (${DEFAULT-VALUE}), the others have the next; 0 finds free ones. Agents"
                            + " always find their own.")
    private int port = 5050;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The IPv4 address to listen on and to be known by (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--resources",
            paramLabel = "TEXT",
            description = "What each agent has, such as 'cpus:4;mem:4096;disk:10000;ports:[31000-31999]' (that is the"
                    + " default).")
    private @Nullable String resources;

    @Option(
            names = "--attributes",
            paramLabel = "TEXT",
            description = "What marks each agent, such as 'rack:r%%d;ssd:true'; %%d is the agent's number.")
    private @Nullable String attributes;

    @Option(
            names = "--credentials",
            paramLabel = "PRINCIPAL:SECRET",
            description = "Frameworks must authenticate as one of these; may be given more than once.")
    private List<String> credentials = new ArrayList<>();

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            description = "Where sandboxes go, and stay (a temporary directory, deleted in the end).")
    private @Nullable Path workDirectory;

    @Option(names = "--json", description = "Write the addresses as one line of JSON.")
    private boolean json;

    @Mixin
    private final LogOption log = new LogOption();

    @Mixin
    final ConfigOption config = new ConfigOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new BadInputException(problems);
        }
        log.use();
        Terminal terminal = Terminal.of(spec, json);
        PrintWriter out = terminal.out();
        try (EndOfRun end = new EndOfRun();
                EmbeddedMesos mesos = start()) {
            end.atLast(mesos::close);
            out.println(json ? asJson(mesos) : asText(mesos));
            out.flush();
            if (terminal.isLost()) {
                throw new OutputException();
            }
            end.await();
        }
        return ExitCode.GOAL_REACHED.number();
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (masters < 1 || masters > 9) {
            problems.add("--masters is from 1 to 9, not " + masters);
        }
        if (agents < 0 || agents > 1000) {
            problems.add("--agents is from 0 to 1000, not " + agents);
        }
        if (port < 0 || port > 65535) {
            problems.add("--port is from 0 to 65535, not " + port);
        } else if (port + masters - 1 > 65535) {
            problems.add("--port leaves no room for " + masters + " masters: " + port);
        }
        if (workDirectory != null && workDirectory.toString().isBlank()) {
            problems.add("--work-dir is empty");
        }
        log.problem().ifPresent(problems::add);
        for (String credential : credentials) {
            if (!credential.matches("[^:]+:[^:]+")) {
                problems.add("--credentials is PRINCIPAL:SECRET without another colon");
            }
        }
        return problems;
    }

    private EmbeddedMesos start() {
        try {
            return described().start();
        } catch (ListenException e) {
            boolean taken = e.getCause() instanceof BindException;
            throw new BadInputException(e.getMessage() + (taken ? "; --port 0 finds one that is free" : ""));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new BadInputException(String.valueOf(e.getMessage()));
        }
    }

    private EmbeddedMesosBuilder described() {
        EmbeddedMesosBuilder mesos = EmbeddedMesos.builder()
                .masters(masters)
                .agents(agents)
                .port(port)
                .host(host)
                .closedAtExit(false);
        if (resources != null) {
            mesos.resources(resources);
        }
        if (attributes != null) {
            mesos.attributes(attributes);
        }
        if (workDirectory != null) {
            mesos.workDirectory(workDirectory);
        }
        for (String credential : credentials) {
            int colon = credential.indexOf(':');
            mesos.credential(credential.substring(0, colon), credential.substring(colon + 1));
        }
        return mesos;
    }

    private static String asText(EmbeddedMesos mesos) {
        StringBuilder text = new StringBuilder();
        List<String> masters = mesos.masters();
        for (int i = 0; i < masters.size(); i++) {
            text.append(masters.size() == 1 ? "Master" : "Master" + (i + 1))
                    .append(" http://")
                    .append(masters.get(i))
                    .append(System.lineSeparator());
        }
        List<String> agents = mesos.agents();
        for (int i = 0; i < agents.size(); i++) {
            text.append("Agent")
                    .append(i + 1)
                    .append(" http://")
                    .append(agents.get(i))
                    .append(System.lineSeparator());
        }
        return text.append("Frameworks subscribe at http://")
                .append(mesos.master())
                .append("/api/v1/scheduler. Ctrl-C ends it.")
                .toString();
    }

    private static String asJson(EmbeddedMesos mesos) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("event", "ready");
        ArrayNode masters = line.putArray("masters");
        mesos.masters().forEach(masters::add);
        ArrayNode agents = line.putArray("agents");
        mesos.agents().forEach(agents::add);
        return line.put("workDirectory", mesos.workDirectory().toString()).toString();
    }
}
