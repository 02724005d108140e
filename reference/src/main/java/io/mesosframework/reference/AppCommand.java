package io.mesosframework.reference;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code mesosfw app}: the verbs upon the API of a framework that runs. */
@Command(
        name = "app",
        description = "Shows and changes the applications of a framework that runs, by its API.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, or, with --wait, reached",
            " 1:with --wait, an update has halted or a slot failed",
            " 2:bad flags or files, or what the API refuses",
            " 3:the API cannot be reached, cannot do it just now, or wants a token",
            " 4:with --wait, not reached in time"
        })
final class AppCommand {

    private static final String APP = "/v1/api/app";
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*");
    private static final int MOST_ROWS = 10_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "list", description = "Lists the applications.", mixinStandardHelpOptions = true)
    int list(@Mixin ApiAccess access) {
        return show(access, api -> api.get(APP + "/all"), AppWords::list);
    }

    @Command(
            name = "show",
            description = "Shows an application with its slots, or a slot with its history.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin ApiAccess access,
            @Parameters(paramLabel = "APP[.SLOT]", description = "Such as web, or web.0.") String name) {
        if (name.contains(".")) {
            return show(
                    access,
                    api -> api.get("/v1/api/slot/" + encoded(name)),
                    slot -> AppWords.slot(slot, Instant.now()));
        }
        try (ApiClient api = access.connect()) {
            JsonNode application = api.get(APP + "?name=" + encoded(name));
            JsonNode slots = api.get(APP + "/" + encoded(name) + "/slots?limit=" + MOST_ROWS);
            tell(access.json ? List.of(slots.toString()) : AppWords.application(application, slots, Instant.now()));
        }
        return ExitCode.GOAL_REACHED.number();
    }

    @Command(
            name = "deploy",
            description = "Deploys or updates the applications in files: all of them or none.",
            mixinStandardHelpOptions = true)
    int deploy(
            @Mixin ApiAccess access,
            @Option(
                            names = "--wait",
                            paramLabel = "DURATION",
                            converter = Durations.class,
                            description = "Wait so long at most, until all of their slots are up.")
                    @Nullable
                    Duration patience,
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "As those of mesosfw run --apps.")
                    List<Path> files)
            throws InterruptedException {
        List<Application> applications = ApplicationFiles.readAnyRole(files);
        String body = applications.stream().map(ApplicationJson::write).collect(Collectors.joining(",", "[", "]"));
        try (ApiClient api = access.connect()) {
            JsonNode deployed = api.put(APP, body);
            tell(access.json ? List.of(deployed.toString()) : AppWords.versions(deployed));
            if (patience == null) {
                return ExitCode.GOAL_REACHED.number();
            }
            List<String> names = applications.stream().map(Application::name).toList();
            return new AppWait(api, words -> tellAside(words))
                    .untilUp(names, patience)
                    .number();
        }
    }

    @Command(
            name = "scale",
            description = "Gives an application another number of slots.",
            mixinStandardHelpOptions = true)
    int scale(
            @Mixin ApiAccess access,
            @Parameters(index = "0", paramLabel = "APP") String name,
            @Parameters(index = "1", paramLabel = "N", description = "How many slots.") int instances) {
        return change(access, name, "scale", "{\"instances\":" + instances + "}");
    }

    @Command(
            name = "restart",
            description = "Gives every slot of an application a new task, one after the other.",
            mixinStandardHelpOptions = true)
    int restart(@Mixin ApiAccess access, @Parameters(paramLabel = "APP") String name) {
        return change(access, name, "restart", "");
    }

    @Command(
            name = "rollback",
            description = "Goes back to the version before the present one.",
            mixinStandardHelpOptions = true)
    int rollback(@Mixin ApiAccess access, @Parameters(paramLabel = "APP") String name) {
        return change(access, name, "rollback", "");
    }

    @Command(name = "resume", description = "Goes on with an update that has halted.", mixinStandardHelpOptions = true)
    int resume(@Mixin ApiAccess access, @Parameters(paramLabel = "APP") String name) {
        return change(access, name, "resume", "");
    }

    @Command(
            name = "kill",
            description = "Kills all tasks of an application at once, or that of one slot; each slot gets a new one.",
            mixinStandardHelpOptions = true)
    int kill(@Mixin ApiAccess access, @Parameters(paramLabel = "APP[.SLOT]") String name) {
        String path = name.contains(".") ? "/v1/api/slot/" : APP + "/";
        return show(access, api -> api.call("POST", path + encoded(name) + "/kill", ""), AppWords::killed);
    }

    @Command(
            name = "delete",
            description = "Ends the tasks of applications and removes these: all of them or none.",
            mixinStandardHelpOptions = true)
    int delete(@Mixin ApiAccess access, @Parameters(paramLabel = "APP", arity = "1..*") List<String> names) {
        String body = names.stream().map(AppWords::named).collect(Collectors.joining(",", "[", "]"));
        return show(access, api -> api.call("DELETE", APP, body), AppWords::deleted);
    }

    @Command(name = "why", description = "Tells why slots do not run.", mixinStandardHelpOptions = true)
    int why(
            @Mixin ApiAccess access,
            @Parameters(paramLabel = "APP", arity = "0..1", description = "Only slots of this one.") @Nullable
                    String name) {
        String query = "?limit=" + MOST_ROWS + (name == null ? "" : "&name=" + encoded(name));
        return show(access, api -> api.get("/v1/api/why" + query), AppWords::why);
    }

    private int change(ApiAccess access, String name, String verb, String body) {
        return show(access, api -> api.call("POST", APP + "/" + encoded(name) + "/" + verb, body), AppWords::versions);
    }

    private int show(ApiAccess access, Function<ApiClient, JsonNode> ask, Function<JsonNode, List<String>> words) {
        try (ApiClient api = access.connect()) {
            JsonNode answer = ask.apply(api);
            tell(access.json ? List.of(answer.toString()) : words.apply(answer));
        }
        return ExitCode.GOAL_REACHED.number();
    }

    private void tell(List<String> lines) {
        Terminal terminal = Terminal.of(spec, false);
        lines.forEach(line -> terminal.out().println(Words.visible(line)));
        terminal.out().flush();
        if (terminal.isLost()) {
            throw new OutputException();
        }
    }

    private void tellAside(String words) {
        Terminal terminal = Terminal.of(spec, false);
        terminal.err().println("mesosfw: " + Words.visible(words));
        terminal.err().flush();
    }

    /**
     * As a part of a URL.
     *
     * @throws BadInputException if it holds what no name has, as a slash, which servers do not take there
     */
    static String encoded(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInputException("'" + name + "' is no name of an application or a slot");
        }
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
