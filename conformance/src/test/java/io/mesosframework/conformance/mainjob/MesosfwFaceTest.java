package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.logging.MlogLine;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.MlogRecord;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mesosfw} says and how it ends when something is wrong, or when it is told to end. */
@Tag("slow")
final class MesosfwFaceTest {
    private static final String SERVICE = """
            {"name": "service", "instances": 2, "resources": {"cpu": 0.1, "mem": 32},
             "command": {"cmd": "echo $$ >> FOLDER/pids; exec sleep 600"}}
            """;

    @TempDir
    Path folder;

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content.replace("FOLDER", folder.toString()))
                .toString();
    }

    private static void assertBadInput(Mesosfw run, String... words) {
        assertThat(run.exitCode()).as("%s", run).isEqualTo(2);
        assertThat(run.out()).as("stdout is for results only").isEmpty();
        assertThat(String.join("\n", run.err())).contains(words).doesNotContain("\tat ", "Exception");
    }

    private static void assertNoStackTrace(Mesosfw run) {
        assertThat(run.err()).as("%s", run).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    @Scenario(
            title = "Wrong application files",
            shows = "Exit code 2; every fault of every file by its path, at once, and nothing is started.")
    void everyFaultOfEveryFileIsNamedByItsPath() throws Exception {
        String first = file("first.json", """
                [{"name": "Web!", "instances": -1, "resources": {"cpus": 1, "mem": 32}, "command": {"cmd": ""}},
                 {"name": "twice", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}, "restarts": "never"}]
                """);
        String second = file("second.json", """
                {"name": "ok", "resources": {"cpu": "much", "mem": 32}, "command": {"cmd": "true"},
                 "healthcheck": {"type": "http", "http": {"port": 123456}}}
                """);
        String broken = file("broken.json: line 1", "{\"name\": ");
        String empty = file("empty.json: is empty", "");
        String absent = folder.resolve("absent.json").toString();
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--apps", first, second, broken, empty, absent)) {
            assertBadInput(
                    run,
                    "first.json: ",
                    "[0].name: ",
                    "[0].instances: ",
                    "[0].resources.cpus: is not a field of resources: did you mean cpu?",
                    "[0].command.cmd",
                    "[1].restarts: is not a field of an application: did you mean restart?",
                    "second.json: resources.cpu: must be a number",
                    "healthcheck.http.port",
                    "broken.json: line 1",
                    "empty.json: is empty",
                    "absent.json: there is no such file");
        }
    }

    @Test
    @Scenario(
            title = "One application in two files",
            shows = "Exit code 2 and both places, rather than one silently winning.")
    void anApplicationThatStandsInTwoFilesIsRefused() throws Exception {
        String first = file("first.json", SERVICE);
        String second = file("second.json", SERVICE);
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--apps", first, second)) {
            assertBadInput(run, "second.json", "'service'", "first.json");
        }
    }

    @Test
    @Scenario(title = "Wrong flags", shows = "Exit code 2; all that does not go together is said at once.")
    void flagsThatDoNotGoTogetherAreSaidAtOnce() {
        try (Mesosfw run = Mesosfw.start(
                "run",
                "--embedded",
                "--master",
                "h:1",
                "--agents",
                "0",
                "--storage",
                "paper",
                "--until-done",
                "--until-running",
                "--secret-file",
                "x",
                "--log",
                "paper")) {
            assertBadInput(
                    run,
                    "either --embedded or --master",
                    "--until-done or --until-running",
                    "--agents",
                    "--storage",
                    "--log is text, mlog or json, not 'paper'",
                    "--principal");
        }
    }

    @Test
    @Scenario(
            title = "The log as MLOG",
            shows = "Each line of the log on stderr is a record of twelve fields, and stdout has none of them.")
    void theLogIsWrittenAsMlog() throws Exception {
        String job = file("job.json", """
                {"name": "job", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}
                """);
        Map<String, String> environment = Map.of("MESOSFW_LOG_LEVEL", "DEBUG", "MESOSFW_LOG", "mlog", "MON_GROUP", "g");
        try (Mesosfw run = Mesosfw.start(environment, "run", "--embedded", "--apps", job, "--until-done", "--json")) {
            assertThat(run.exitCode()).as("%s", run).isZero();
            List<MlogLine> log = run.err().stream()
                    .filter(line -> !line.startsWith("mesosfw: ")) // what it tells people
                    .map(MlogParser::parse)
                    .toList();
            assertThat(log)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).isInstanceOfSatisfying(MlogRecord.class, record -> {
                        assertThat(record.program()).isEqualTo("mesosfw");
                        assertThat(record.group()).isEqualTo("g");
                        assertThat(record.file()).endsWith(".java");
                    }));
            assertThat(run.out()).noneMatch(line -> MlogParser.parse(line) instanceof MlogRecord);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "127.0.0.1:99999",
                "127.0.0.1:abc",
                "a:1,,b:2",
                "zk://127.0.0.1:abc/mesos",
                "zk://127.0.0.1:2181,127.0.0.1:5050",
                "ftp://x:1",
                "http://u:p@h:1"
            })
    @Scenario(
            title = "A master's address that is none",
            shows = "Exit code 2, and one line that says what is wrong with it.")
    void aMasterThatIsNoAddressIsRefused(String masters) {
        try (Mesosfw run = Mesosfw.start("run", "--master", masters)) {
            assertBadInput(run, "mesosfw: --master");
            assertThat(run.err()).hasSize(1);
            assertThat(run.err().get(0)).doesNotContain("IPv6");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    --listen 127.0.0.1:99999 | --listen is host:port
                    --listen ::1:8080 | --listen is host:port
                    --listen 0.0.0.0:0 | no TLS and authentication
                    --listen nohost.invalid:0 | there is no such host
                    --listen 127.0.0.1:0 --api-cert x | --api-cert and --api-key go together
                    --listen 127.0.0.1:0 --api-cert /nope --api-key /nope | Cannot read /nope
                    --listen 127.0.0.1:0 --api-token-file /nope | --api-token-file /nope
                    --listen 127.0.0.1:0 --advertise host:1 | --advertise is a URL
                    --listen 127.0.0.1:0 --executor /nope | there is no such file
                    --listen 127.0.0.1:0 --artifacts /nope | there is no such folder
                    --insecure | go with --listen, which is missing
                    """)
    @Scenario(
            title = "An API that cannot be served so",
            shows = "Exit code 2, and one line that says which flag is wrong, and how; nothing starts.")
    void anApiThatCannotBeServedSoIsRefused(String flags, String words) {
        String[] arguments = ("run --embedded " + flags).split(" ");
        try (Mesosfw run = Mesosfw.start(arguments)) {
            assertBadInput(run, words);
            assertThat(run.err()).hasSize(1);
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Mesosfw run = Mesosfw.start("run", "--embedded", "--listen", "127.0.0.1:" + taken.getLocalPort())) {
            assertBadInput(run, "127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    @Scenario(
            title = "What the framework cannot do for an application",
            shows =
                    "A role it has not, an empty secret, a folder that is not there: exit code 2 before anything starts.")
    void whatCannotWorkIsSaidBeforeAnythingStarts() throws Exception {
        String role = file("role.json", """
                {"name": "guest", "resources": {"cpu": 0.1, "mem": 32, "role": "other"}, "command": {"cmd": "true"}}
                """);
        String secret = file("secret", "\n");
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--apps", role)) {
            assertBadInput(run, "role.json: guest: resources.role: ", "'other'", "--roles");
        }
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--principal", "me", "--secret-file", secret)) {
            assertBadInput(run, "secret is empty");
        }
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--storage", "sqlite:" + folder + "/absent/state.db")) {
            assertBadInput(run, "there is no folder " + folder + "/absent");
            assertThat(folder.resolve("absent")).doesNotExist();
        }
    }

    @Test
    @Scenario(title = "Output that is lost", shows = "A run that cannot write its results says so and ends with 3.")
    void aRunWhoseOutputIsLostSaysSo() throws Exception {
        File full = new File("/dev/full");
        assumeTrue(full.exists(), "there is no /dev/full here");
        try (Mesosfw run =
                Mesosfw.startWritingTo(full, "run", "--embedded", "--apps", file("apps.json", SERVICE), "--json")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
            assertThat(run.err()).anyMatch(line -> line.contains("stdout cannot be written"));
            assertNoStackTrace(run);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"run --embedded --aps x.json", "run --embedded --timeout soon", "run --embedded --apps", "fly"})
    void whatIsNotUnderstoodIsNamed(String line) {
        String[] arguments = line.split(" ");
        try (Mesosfw run = Mesosfw.start(arguments)) {
            String culprit =
                    line.contains("soon") ? "soon" : arguments[arguments.length == 4 ? 2 : arguments.length - 1];
            assertBadInput(run, culprit);
        }
    }

    @Test
    @Scenario(
            title = "MESOSFW_ variables",
            shows = "Each flag that is not given comes from the environment; a flag wins over its variable.")
    void flagsComeFromTheEnvironmentAndWinOverIt() throws Exception {
        String apps = file("apps.json", """
                {"name": "job", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}
                """);
        Map<String, String> environment = Map.of(
                "MESOSFW_EMBEDDED", "true",
                "MESOSFW_AGENTS", "no number",
                "MESOSFW_APPS", apps,
                "MESOSFW_UNTIL_DONE", "true",
                "MESOSFW_JSON", "true",
                "MESOSFW_TIMEOUT", "80s");
        try (Mesosfw run = Mesosfw.start(environment, "run", "--agents", "1")) {
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(run.summary().path("finished").asInt()).isEqualTo(1);
            assertThat(run.err()).anyMatch(line -> line.contains("1 agent;"));
        }
        try (Mesosfw run = Mesosfw.start(environment, "run")) {
            assertBadInput(run, "no number");
        }
    }

    @Test
    @Scenario(
            title = "Wrong credentials",
            shows = "Exit code 3 with Mesos' word for it; the right ones are taken, from a file, and never shown.")
    void credentialsThatAreWrongOrMissingAreRefused() throws Exception {
        String right = file("right", "open sesame\n");
        String wrong = file("wrong", "guess");
        String apps = file("apps.json", """
                {"name": "job", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}
                """);
        try (EmbeddedMesos mesos =
                EmbeddedMesos.builder().credential("me", "open sesame").start()) {
            List<String> base = List.of("run", "--master", mesos.master(), "--apps", apps, "--until-done", "--json");
            try (Mesosfw run = with(base, "--principal", "me", "--secret-file", wrong)) {
                assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
                assertThat(String.join("\n", run.err()))
                        .contains("401", "--principal", "--secret-file")
                        .doesNotContain("guess");
                assertNoStackTrace(run);
                assertThat(run.json())
                        .noneMatch(event -> event.path("state").asString("").equals("launching"));
            }
            try (Mesosfw run = with(base)) {
                assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
                assertThat(run.err()).anyMatch(line -> line.contains("401"));
            }
            try (Mesosfw run = with(base, "--principal", "me", "--secret-file", right)) {
                assertThat(run.exitCode()).as("%s", run).isZero();
                assertThat(run.toString()).doesNotContain("open sesame");
            }
        }
        try (Mesosfw run = with(
                List.of("run", "--master", "127.0.0.1:1"),
                "--principal",
                "me",
                "--secret-file",
                folder.resolve("none").toString())) {
            assertBadInput(run, "--secret-file", "none");
        }
    }

    private static Mesosfw with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return Mesosfw.start(all.toArray(String[]::new));
    }

    @Test
    @Scenario(title = "Storage that cannot be opened", shows = "Exit code 3, and what is wrong with the file.")
    void aStorageThatCannotBeOpenedIsRefused() throws Exception {
        String notADatabase = file("state.db", "this is a letter, not a database. ".repeat(200));
        try (Mesosfw run = Mesosfw.start("run", "--master", "127.0.0.1:1", "--storage", "sqlite:" + notADatabase)) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
            assertThat(run.err()).anyMatch(line -> line.contains("state.db"));
            assertNoStackTrace(run);
            assertThat(run.out()).isEmpty();
        }
    }

    @Scenario(
            title = "A master that cannot be used",
            shows =
                    "Whether it refuses, hangs up, talks nonsense, shows a web page or says nothing: what is wrong is told"
                            + " while it waits, and --timeout ends it with 4.")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REFUSES", "HANGS_UP", "NONSENSE", "WEB_PAGE", "SAYS_NOTHING"})
    void aMasterThatCannotBeUsedIsWaitedForWithAnExplanation(BadMaster.Kind kind) throws Exception {
        try (BadMaster master = BadMaster.of(kind);
                Mesosfw run = Mesosfw.start(
                        "run",
                        "--master",
                        master.address(),
                        "--apps",
                        file("apps.json", SERVICE),
                        "--until-running",
                        "--json",
                        "--timeout",
                        kind == BadMaster.Kind.SAYS_NOTHING ? "12s" : "5s")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(4);
            assertThat(run.err())
                    .as("%s", run)
                    .anyMatch(line -> line.contains("no subscription") && line.contains(master.address()))
                    .anyMatch(line -> line.contains("was not reached within"));
            assertNoStackTrace(run);
            assertThat(run.summary().path("pending").asInt()).isEqualTo(2);
        }
    }

    @Test
    @Scenario(
            title = "An application that fits nowhere",
            shows = "What waits is told every ten seconds, with what the nearest agent lacks; other applications run.")
    void anImpossibleApplicationIsWaitedForWithAnExplanation() throws Exception {
        String apps = file("apps.json", """
                [{"name": "huge", "resources": {"cpu": 64, "mem": 32}, "command": {"cmd": "true"}},
                 {"name": "small", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}]
                """);
        try (Mesosfw run =
                Mesosfw.start("run", "--embedded", "--apps", apps, "--until-done", "--json", "--timeout", "13s")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(4);
            assertThat(run.err())
                    .anyMatch(line -> line.contains("huge.0 waits")
                            && line.contains("needs 64 cpus")
                            && line.contains("offers 4"));
            assertThat(run.err()).noneMatch(line -> line.contains("small.0 waits"));
            assertThat(run.out())
                    .anyMatch(line -> line.contains("\"event\":\"waiting\"") && line.contains("needs 64 cpus"));
            assertThat(run.summary().path("finished").asInt()).isEqualTo(1);
            assertThat(run.summary().path("pending").asInt()).isEqualTo(1);
        }
    }

    @Test
    @Scenario(title = "All agents are full", shows = "A slot for which no offer comes at all is told of as well.")
    void aSlotThatGetsNoOffersIsExplainedToo() throws Exception {
        String apps = file("apps.json", """
                [{"name": "all", "resources": {"cpu": 4, "mem": 4096, "disk": {"size": 10000}},
                  "command": {"cmd": "exec sleep 600"}},
                 {"name": "late", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}]
                """);
        try (Mesosfw run = Mesosfw.start(
                "run", "--embedded", "--agents", "1", "--apps", apps, "--until-done", "--json", "--timeout", "13s")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(4);
            assertThat(run.err()).as("%s", run).anyMatch(line -> line.contains(".0 waits: "));
        }
    }

    @Scenario(
            title = "A signal",
            shows =
                    "SIGTERM and SIGINT end an embedded run with 0 and a summary of what ran; no process and no file is left.")
    @ParameterizedTest(name = "SIG{0}")
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsAnEmbeddedRunAndLeavesNothing(String signal) throws Exception {
        assumeTrue(!signal.equals("INT") || !isIgnored(2), "SIGINT is ignored here, as in the background of a script");
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder);
        try (Mesosfw run =
                Mesosfw.start(environment, "run", "--embedded", "--apps", file("apps.json", SERVICE), "--json")) {
            run.awaitState("running", 2);
            assertThat(folder).isDirectoryContaining("glob:**embedded-mesos*");
            int events = run.out().size();
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(folder.resolve("pids"))
                            && Files.readAllLines(folder.resolve("pids")).size() == 2);
            List<ProcessHandle> processes = new ArrayList<>(run.descendants());
            for (String pid : Files.readAllLines(folder.resolve("pids"))) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(processes::add);
            }
            assertThat(processes).hasSizeGreaterThanOrEqualTo(2).allMatch(ProcessHandle::isAlive);

            run.signal(signal);
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(run.summary().path("running").asInt()).isEqualTo(2);
            assertThat(run.out()).as("%s", run).hasSize(events + 1);
            assertThat(folder).isDirectoryNotContaining("glob:**embedded-mesos*");
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertNoStackTrace(run);
            assertThat(run.err())
                    .as("nothing to worry about")
                    .noneMatch(line -> line.contains(" WARN ") || line.contains("no subscription"));
        }
    }

    @Scenario(
            title = "A signal before the goal",
            shows = "Where a goal was asked for, SIGTERM before it is reached ends the run with 4, and says so.")
    @Test
    void aSignalBeforeTheGoalDoesNotLookLikeSuccess() throws Exception {
        String apps = file(
                "huge.json",
                "{\"name\": \"huge\", \"resources\": {\"cpu\": 64, \"mem\": 32}, \"command\": {\"cmd\": \"true\"}}");
        try (Mesosfw run = Mesosfw.start("run", "--embedded", "--apps", apps, "--until-done", "--json")) {
            run.awaitState("pending", 1);

            run.signal("TERM");

            assertThat(run.exitCode()).as("%s", run).isEqualTo(4);
            assertThat(run.summary().path("pending").asInt()).isEqualTo(1);
            assertThat(run.err()).anyMatch(line -> line.contains("a signal ends the run before its goal is reached"));
        }
    }

    private static boolean isIgnored(int signal) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> new BigInteger(line.substring(7).strip(), 16))
                .anyMatch(mask -> mask.testBit(signal - 1));
    }

    @Test
    @Scenario(title = "--help", shows = "Flags and exit codes on stdout, exit code 0.")
    void helpTellsFlagsAndExitCodes() {
        try (Mesosfw run = Mesosfw.start("run", "--help")) {
            assertThat(run.exitCode()).isZero();
            assertThat(String.join("\n", run.out())).contains("--embedded", "--master", "--until-done", "--storage");
        }
        try (Mesosfw run = Mesosfw.start("--help")) {
            assertThat(run.exitCode()).isZero();
            assertThat(String.join("\n", run.out())).contains("Exit codes", "run");
        }
    }
}
