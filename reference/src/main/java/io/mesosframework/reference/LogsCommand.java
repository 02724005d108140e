package io.mesosframework.reference;

import io.mesosframework.scheduler.tasks.SlotState;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mesosfw logs}: what tasks write, read from their agents. */
@Command(
        name = "logs",
        description = "Shows what the tasks of an application, or that of one slot, have written to stdout.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LogsCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 300;
    private static final int LOOKS_PER_QUESTION = 5;
    private static final int MOST_SLOTS = 1000;

    @Parameters(paramLabel = "APP[.SLOT]", description = "Such as web, or web.0.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Go on with what they write next, and with the tasks that follow these, until all have ended.")
    private boolean follow;

    @Option(names = "--stderr", description = "What they have written to stderr instead.")
    private boolean stderr;

    @Option(names = "--tail", paramLabel = "N", description = "Begin with the last N lines of each.")
    private @Nullable Integer tail;

    @Option(names = "--https", description = "Speak https to the agents.")
    private boolean https;

    @Mixin
    private final ApiAccess access = new ApiAccess();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (tail != null && tail < 0) {
            throw new BadInputException("--tail is 0 or more, not " + tail);
        }
        String target = target();
        Terminal terminal = Terminal.of(spec, false);
        try (ApiClient api = access.connect();
                TaskLogs logs = new TaskLogs(
                        access.transport(), https, stderr ? "stderr" : "stdout", lines -> write(terminal, lines))) {
            String framework = api.get("/v1/api/framework").path("id").asString("");
            List<JsonNode> slots = slots(api.get(target));
            logs.follow(framework, slots, tail);
            if (logs.isEmpty() && !follow) {
                terminal.err().println("mesosfw: " + name + " has had no task so far");
            }
            for (int looks = 1; follow && !areDone(slots); looks++) {
                logs.write(false);
                Thread.sleep(LOOK_MILLIS);
                if (looks % LOOKS_PER_QUESTION == 0) {
                    slots = api.find(target).map(this::slots).orElse(List.of()); // none: deleted meanwhile
                    logs.follow(framework, slots, null);
                }
            }
            logs.write(true);
            logs.troubles().forEach(words -> terminal.err().println("mesosfw: " + words));
            terminal.err().flush();
        }
        return ExitCode.GOAL_REACHED.number();
    }

    private String target() {
        return name.contains(".")
                ? "/v1/api/slot/" + AppCommand.encoded(name)
                : "/v1/api/app/" + AppCommand.encoded(name) + "/slots?limit=" + MOST_SLOTS;
    }

    private List<JsonNode> slots(JsonNode answer) {
        return name.contains(".")
                ? List.of(answer)
                : answer.path("slots").valueStream().toList();
    }

    /** Whether none of them will have another task by itself. */
    private static boolean areDone(List<JsonNode> slots) {
        return slots.stream()
                .allMatch(slot ->
                        SlotState.of(slot.path("state").asString("pending")).isDone());
    }

    private static void write(Terminal terminal, List<String> lines) {
        lines.forEach(line -> terminal.out().println(terminal.interactive() ? Words.visible(line) : line));
        terminal.out().flush();
        if (terminal.isLost()) {
            throw new OutputException();
        }
    }
}
