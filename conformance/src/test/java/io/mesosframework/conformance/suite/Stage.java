package io.mesosframework.conformance.suite;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** What the steps of a scenario have at hand: the actors, the machines, and the record. */
public final class Stage implements AutoCloseable {
    private final Scenario scenario;
    private final Target target;
    private final Duration patience;
    private final Transcript transcript = new Transcript();
    private final Abstraction names;
    private final List<Actor> actors = new ArrayList<>();

    Stage(Scenario scenario, Target target, Duration patience) {
        this.scenario = scenario;
        this.target = target;
        this.patience = patience;
        this.names = new Abstraction(target.directory(), target.masters());
    }

    /** Steps of a scenario that may fail in any way. */
    @FunctionalInterface
    public interface Steps {
        void run() throws Exception;
    }

    /** A framework named {@code framework}, not yet subscribed. */
    public Framework framework() {
        return framework("framework");
    }

    public Framework framework(String name) {
        return enter(new Framework(this, name));
    }

    /** A client that speaks HTTP to the leading master, named {@code client}. */
    public Web web() {
        return enter(new Web(this, "client", master()));
    }

    /** A client that speaks HTTP to some other address, such as {@link #agent}'s. */
    public Web web(String name, String address) {
        return enter(new Web(this, name, address));
    }

    public Operator operator() {
        return enter(new Operator(this, "operator"));
    }

    /**
     * The executor of that id, whose container (see {@link Launch#executor}) the agent has started or is about to start;
     * it is spoken for from here.
     */
    public Executor executor(Framework framework, String executorId) {
        return enter(new Executor(this, executorId, framework.id()));
    }

    private <A extends Actor> A enter(A actor) {
        actors.add(actor);
        return actor;
    }

    /** The role of this scenario's frameworks, if they say no other. */
    public String role() {
        return scenario.id();
    }

    /** The leading master's {@code host:port}. */
    public String master() {
        return target.masters().get(target.leader() - 1);
    }

    /** The {@code host:port} of a master, from 1. */
    public String master(int number) {
        return target.masters().get(number - 1);
    }

    public int leader() {
        return target.leader();
    }

    public int masters() {
        return target.masters().size();
    }

    /** The {@code host:port} of an agent, from 1. */
    public String agent(int number) {
        return target.agents().get(number - 1);
    }

    Target target() {
        return target;
    }

    /** The agent's process ends without a word; what it runs lives on. */
    public void killAgent(int number) {
        machine("agent " + number + " is killed", () -> target.killAgent(number));
    }

    /** The agent kills its tasks, tells the master and ends. */
    public void shutDownAgent(int number) {
        machine("agent " + number + " shuts down", () -> target.shutDownAgent(number));
    }

    /** The agent ends without a word, and forgets all it has ever known. */
    public void loseAgent(int number) {
        machine("agent " + number + " is lost", () -> {
            target.killAgent(number);
            target.wipeAgent(number);
        });
    }

    public void startAgent(int number) {
        machine("agent " + number + " starts", () -> target.startAgent(number, Map.of()));
    }

    /** Starts the agent again, {@code flag} by its Mesos name being another one from now on; for those who are {@code alone}. */
    public void startAgent(int number, String flag, String value) {
        machine(
                "agent " + number + " starts with --" + flag + "=" + value,
                () -> target.startAgent(number, Map.of(flag, value)));
    }

    /** An agent that is down loses its work directory's memory of itself, and all that runs on it. */
    public void wipeAgent(int number) {
        machine("agent " + number + " forgets who it was", () -> target.wipeAgent(number));
    }

    /** The agent's machine goes down with all that runs on it, and comes up again with its disk. */
    public void rebootAgent(int number) {
        machine("agent " + number + "'s machine is rebooted", () -> target.rebootAgent(number));
    }

    /** What a GET of the leading master answers; not recorded. */
    public JsonNode json(String path) {
        return json(master(), path);
    }

    /** As {@link #json(String)}, of another master or an agent. */
    public JsonNode json(String address, String path) {
        return Web.json(address, path).orElseThrow(() -> new IllegalStateException(address + " does not answer"));
    }

    /** Whether something answers HTTP at that address. */
    public boolean isUp(String address) {
        return Web.json(address, "/version").isPresent();
    }

    /** Waits until the agent's process has ended by itself. */
    public void untilAgentEnds(int number) {
        until("the end of agent " + number, () -> !target.isAgentUp(number));
        note("agent " + number + " has ended");
    }

    /** The agent starts, ends the executors that it recovers, and then itself. */
    public void startAgentToCleanUp(int number) {
        machine(
                "agent " + number + " starts with --recover=cleanup",
                () -> target.startAgent(number, Map.of("recover", "cleanup")));
    }

    public void pauseAgent(int number) {
        machine("agent " + number + " is paused", () -> target.pauseAgent(number));
    }

    public void resumeAgent(int number) {
        machine("agent " + number + " goes on", () -> target.resumeAgent(number));
    }

    /** Records of each text whether an agent starts with it in that flag, or with what words it does not. */
    public void tryAgents(String flag, String... texts) {
        List<String> outcomes = List.of(texts).parallelStream()
                .map(text -> target.tryAgent(flag, text)
                        .map(words -> "does not start: " + words)
                        .orElse("starts"))
                .toList();
        for (int i = 0; i < texts.length; i++) {
            transcript.add("machine", "an agent with --" + flag + "=" + texts[i] + " " + outcomes.get(i));
        }
    }

    public void killMaster(int number) {
        machine("a master is killed", () -> target.killMaster(number));
    }

    public void startMaster(int number) {
        machine("a master starts", () -> target.startMaster(number));
    }

    /** Waits until a master leads that has read its registry. */
    public void untilLeader() {
        until("a leader", () -> {
            try {
                return status("/api/v1/scheduler", "{}") == 400;
            } catch (UncheckedIOException | IllegalStateException e) {
                return false;
            }
        });
    }

    /** It stands elsewhere from now on. */
    public void startMaster(int number, String region, String zone) {
        machine(
                "a master starts in " + region + "/" + zone,
                () -> target.startMaster(number, new Needs.Domain(region, zone)));
    }

    /** Waits until the master's process has ended by itself. */
    public void awaitMasterEnd(int number) {
        until("the end of a master", () -> !target.isMasterUp(number));
        transcript.add("machine", "that master ends");
    }

    /** Waits until a master answers, be it the leading one or not; not recorded. */
    public void untilMasterAnswers(int number) {
        until(
                "an answer of master " + number,
                () -> Web.json(target.masters().get(number - 1), "/version").isPresent());
    }

    private void machine(String text, Runnable act) {
        transcript.add("machine", text);
        act.run();
    }

    /** Something that the scenario found out, as a line of its own. It must not depend on the time it took. */
    public void note(String text) {
        transcript.add("note", text);
    }

    /** Puts that name where the pattern matches a value: for what may differ and is not what the scenario is about. */
    public void hide(String regex, String name) {
        names.hide(regex, "<" + name + ">");
    }

    /** Steps that only prepare: they go on record no more than their failures. */
    public void quietly(Steps steps) throws Exception {
        transcript.quiet(true);
        try {
            steps.run();
        } finally {
            transcript.quiet(false);
        }
    }

    /** Records that the steps took between so and so many milliseconds, or how many they took. */
    public void within(long atLeast, long atMost, String what, Steps steps) throws Exception {
        long began = System.nanoTime();
        steps.run();
        long took = (System.nanoTime() - began) / 1_000_000;
        note(what + ": "
                + (took >= atLeast && took <= atMost
                        ? "after " + atLeast + " to " + atMost + " ms"
                        : "after " + took + " ms"));
    }

    /** Waits for something that only preparation depends on, and fails if it does not come. */
    public void until(String what, BooleanSupplier condition) {
        if (!Polling.within(patience, condition)) {
            throw new Missing("waited in vain for " + what);
        }
    }

    /** Waits until that many agents are registered and active, as GET /state tells; not recorded. */
    public void untilAgents(int count) {
        until(
                count + " active agents",
                () -> Web.json(master(), "/state")
                        .map(state -> state.path("slaves")
                                        .valueStream()
                                        .filter(agent -> agent.path("active").asBoolean())
                                        .count()
                                == count)
                        .orElse(false));
    }

    /** The status that a JSON call to the leading master is answered with; not recorded. */
    public int status(String path, String json) {
        String body = Json.write(Json.object(json));
        try (Http http = Http.connect(master(), (int) patience.toMillis())) {
            http.write(Http.request(
                    "POST",
                    path,
                    master(),
                    List.of("Content-Type: application/json"),
                    body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return http.reply().status();
        }
    }

    long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    Duration patience() {
        return patience;
    }

    Transcript transcript() {
        return transcript;
    }

    Abstraction names() {
        return names;
    }

    /** The record of what has been so far. */
    String text() {
        return transcript.text(names);
    }

    /** What a scenario waited for did not come. */
    static final class Missing extends RuntimeException {
        Missing(String message) {
            super(message);
        }
    }

    /** Plays the scenario to its end or its failure, which then stands in the record's last line. */
    Optional<Throwable> play() {
        try {
            scenario.body().play(this);
            return Optional.empty();
        } catch (Missing e) {
            transcript.add("MISSING", String.valueOf(e.getMessage()));
            return Optional.of(e);
        } catch (Exception | AssertionError e) {
            transcript.add("FAILED", e.toString());
            return Optional.of(e);
        }
    }

    /** An event or an answer, with what a scenario may want of it. */
    public record Seen(JsonNode tree) {
        /** The first value of that field name in it. */
        public String first(String name) {
            return Json.find(tree, name);
        }

        /** The value at a JSON pointer, such as {@code /update/status/state}. */
        public String at(String pointer) {
            return tree.at(pointer).asString("");
        }
    }

    @Override
    public void close() {
        actors.forEach(Actor::leave);
    }
}
