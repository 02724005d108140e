package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes; each test ends by looking that none of them is left. */
class ProcessDriverTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path sandbox;

    private final List<RunningProcess> started = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ProcessScanner scanner = new ProcessScanner(timer);

    @AfterEach
    void nothingIsLeft() {
        CompletableFuture.allOf(started.stream().map(RunningProcess::killAll).toArray(CompletableFuture[]::new))
                .join();
        timer.shutdownNow();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(workingIn(sandbox)).isEmpty());
    }

    @Test
    void outputIsAppendedToTheSandboxsFiles() throws Exception {
        Files.writeString(sandbox.resolve("stdout"), "before\n");

        assertThat(run("echo out; echo err >&2")).isZero();

        assertThat(sandbox.resolve("stdout")).hasContent("before\nout\n");
        assertThat(sandbox.resolve("stderr")).hasContent("err\n");
    }

    @Test
    void outputOfACheckGoesToStderr() throws Exception {
        RunningProcess process = start(shell("echo out; echo err >&2"), ProcessDriver.Output.STDERR_ONLY);

        assertThat(exit(process)).isZero();
        assertThat(sandbox.resolve("stderr")).hasContent("out\nerr\n");
        assertThat(sandbox.resolve("stdout")).doesNotExist();
    }

    @Test
    void theSandboxIsWhereItWorksAndNothingIsItsInput() throws Exception {
        assertThat(run("pwd; cat")).isZero();

        assertThat(sandbox.resolve("stdout")).hasContent(sandbox.toRealPath() + "\n");
    }

    @Test
    void theEnvironmentIsExactlyTheOneGiven() throws Exception {
        ProcessSpec spec = new ProcessSpec(
                "env", List.of("env"), Map.of("PATH", "/usr/bin:/bin", "A", "b c", "X", ""), Optional.empty());

        assertThat(exit(start(spec))).isZero();

        assertThat(Files.readAllLines(sandbox.resolve("stdout")))
                .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "A=b c", "X=");
    }

    @Test
    void aProgramIsLookedUpOnThePathOfItsOwnEnvironment() throws Exception {
        Path bin = Files.createDirectory(sandbox.resolve("bin"));
        Files.writeString(bin.resolve("greet"), "#!/bin/sh\necho hello $1\n");
        Files.setPosixFilePermissions(bin.resolve("greet"), PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessSpec spec = new ProcessSpec(
                "greet", List.of("greet", "you there"), Map.of("PATH", bin.toString()), Optional.empty());

        assertThat(exit(start(spec))).isZero();
        assertThat(sandbox.resolve("stdout")).hasContent("hello you there\n");
    }

    @Test
    void argumentsReachTheProgramUntouchedByAnyShell() throws Exception {
        ProcessSpec spec = new ProcessSpec(
                "/usr/bin/printf", List.of("printf", "%s|", "$HOME", "a b", "*", ""), Map.of(), Optional.empty());

        assertThat(exit(start(spec))).isZero();
        assertThat(sandbox.resolve("stdout")).hasContent("$HOME|a b|*||");
    }

    @Test
    void argumentZeroMayDifferFromTheProgram() throws Exception {
        assumeTrue(Programs.find("bash").isPresent());
        ProcessSpec spec = new ProcessSpec("/bin/sh", List.of("another", "-c", "echo $0"), Map.of(), Optional.empty());

        assertThat(exit(start(spec))).isZero();
        assertThat(sandbox.resolve("stdout")).hasContent("another\n");
    }

    @Test
    void exitCodesComeThrough() throws Exception {
        assertThat(run("exit 0")).isZero();
        assertThat(run("exit 42")).isEqualTo(42);
        assertThat(run("kill -9 $$")).isEqualTo(137);
        assertThat(run("kill -15 $$")).isEqualTo(143);
        assertThat(ExitStatus.describe(run("kill -9 $$"))).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void aProgramThatDoesNotExistExits1WithWordsOnStderr() throws Exception {
        ProcessSpec spec = new ProcessSpec("/no/such/program", List.of("program"), Map.of(), Optional.empty());

        assertThat(exit(start(spec))).isEqualTo(1);
        assertThat(sandbox.resolve("stderr")).content().contains("/no/such/program");
    }

    @Test
    void aSandboxThatIsGoneIsAClearError() {
        ProcessDriver nowhere = new ProcessDriver(sandbox.resolve("gone"), scanner, timer);

        assertThatThrownBy(() -> nowhere.start(shell("true"), ProcessDriver.Output.STDOUT_AND_STDERR))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("/bin/sh")
                .hasMessageContaining("gone");
    }

    @Test
    void anEnvironmentThatCannotBeIsAClearError() {
        ProcessSpec spec = new ProcessSpec("/bin/true", List.of("true"), Map.of("A=B", "c"), Optional.empty());

        assertThatThrownBy(() -> start(spec)).isInstanceOf(StartException.class);
    }

    @Test
    void terminateReachesTheWholeTree() throws Exception {
        RunningProcess process =
                start(shell("sh -c 'trap \"echo child; exit\" TERM; echo armed; while :; do sleep 0.1; done' & "
                        + "trap 'wait; echo parent; exit 5' TERM; echo ready; while :; do sleep 0.1; done"));
        awaitOutput("armed");
        awaitOutput("ready");

        process.terminate();

        assertThat(exit(process)).isEqualTo(5);
        assertThat(sandbox.resolve("stdout")).content().contains("child", "parent");
    }

    @Test
    void whoIgnoresTermIsKilledByKill() throws Exception {
        RunningProcess process = start(shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        awaitOutput("ready");

        process.terminate();
        assertThat(process.exit()).isNotDone();
        process.killAll().get(20, TimeUnit.SECONDS);

        assertThat(exit(process)).isEqualTo(137);
    }

    @Test
    void whatIsLeftBehindInTheGroupDies() throws Exception {
        RunningProcess process = start(shell("(trap '' TERM HUP; echo $$; exec sleep 300) & sleep 0.1; exit 3"));

        assertThat(exit(process)).isEqualTo(3);
        assertThat(workingIn(sandbox)).hasSize(1);
        process.killAll().get(20, TimeUnit.SECONDS);

        assertThat(workingIn(sandbox)).isEmpty();
    }

    @Test
    void aDaemonWhoseParentsAreGoneDies() throws Exception {
        RunningProcess process = start(shell("sh -c 'sh -c \"trap : HUP; echo up; sleep 300\" & exit 0'; sleep 300"));
        awaitOutput("up");

        process.killAll().get(20, TimeUnit.SECONDS);

        assertThat(exit(process)).isEqualTo(137);
        assertThat(workingIn(sandbox)).isEmpty();
    }

    @Test
    void aDescendantInASessionOfItsOwnDiesAndItsChildrenToo() throws Exception {
        assumeTrue(Programs.find("setsid").isPresent());
        RunningProcess process =
                start(shell("setsid sh -c '(trap \"\" TERM; echo up; sleep 300) & wait' & trap 'exit 0' TERM; wait"));
        awaitOutput("up");

        process.terminate(); // here the tree is seen whole; its middle then goes away
        assertThat(exit(process)).isZero();
        process.killAll().get(20, TimeUnit.SECONDS);

        assertThat(workingIn(sandbox)).isEmpty();
    }

    @Test
    void aForkingTreeIsEndedBySweeping() throws Exception {
        RunningProcess process = start(shell("echo ready; i=0; while [ $i -lt 100000 ]; do sleep 5 & i=$((i+1)); "
                + "[ $((i % 20)) = 0 ] && sleep 0.05; done"));
        awaitOutput("ready");

        process.killAllNow();

        assertThat(exit(process)).isEqualTo(137);
        assertThat(workingIn(sandbox)).isEmpty();
    }

    @Test
    void rootRunsATaskAsItsUserAndGivesItTheSandbox() throws Exception {
        assumeTrue(UserSwitch.isRoot() && Files.exists(Path.of("/proc/self")));
        Files.setPosixFilePermissions(sandbox, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(sandbox.resolve("fetched"), "x");
        ProcessSpec spec = new ProcessSpec(
                "/bin/sh",
                List.of("sh", "-c", "id -un; id -gn; echo changed > fetched; kill -9 $$"),
                Map.of("PATH", "/usr/bin:/bin"),
                Optional.of("nobody"));

        assertThat(exit(start(spec))).isEqualTo(137);

        assertThat(sandbox.resolve("stdout")).content().startsWith("nobody\nno");
        assertThat(sandbox.resolve("fetched")).hasContent("changed\n");
        assertThat(Files.getOwner(sandbox).getName()).isEqualTo("nobody");
    }

    @Test
    void ourOwnUserNeedsNoSwitch() throws Exception {
        ProcessSpec spec = new ProcessSpec(
                "/bin/sh", List.of("sh", "-c", "exit 7"), Map.of(), Optional.of(System.getProperty("user.name")));

        assertThat(exit(start(spec))).isEqualTo(7);
    }

    @Test
    void anUnknownUserIsAClearError() {
        ProcessSpec spec = new ProcessSpec("/bin/true", List.of("true"), Map.of(), Optional.of("nobody-of-that-name"));

        assertThatThrownBy(() -> start(spec))
                .isInstanceOf(StartException.class)
                .hasMessage("Cannot run as user 'nobody-of-that-name': there is no such user on this machine");
    }

    @Test
    @Tag("slow")
    void hundredsRunAtOnceInOneJvm() throws Exception {
        int count = 300;
        List<RunningProcess> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            processes.add(start(shell("exec sleep 300")));
        }
        assertThat(workingIn(sandbox)).hasSize(count);

        long begin = System.nanoTime();
        processes.forEach(RunningProcess::terminate);
        CompletableFuture.allOf(processes.stream().map(RunningProcess::exit).toArray(CompletableFuture[]::new))
                .get(60, TimeUnit.SECONDS);
        System.out.printf("%d killed in %d ms%n", count, (System.nanoTime() - begin) / 1_000_000);

        assertThat(processes).allSatisfy(process -> assertThat(exit(process)).isEqualTo(143));
    }

    private int run(String script) throws Exception {
        return exit(start(shell(script)));
    }

    private static ProcessSpec shell(String script) {
        return new ProcessSpec(
                "/bin/sh", List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), Optional.empty());
    }

    private RunningProcess start(ProcessSpec spec) {
        return start(spec, ProcessDriver.Output.STDOUT_AND_STDERR);
    }

    private RunningProcess start(ProcessSpec spec, ProcessDriver.Output output) {
        RunningProcess process = new ProcessDriver(sandbox, scanner, timer).start(spec, output);
        started.add(process);
        return process;
    }

    private static int exit(RunningProcess process) throws Exception {
        return process.exit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void awaitOutput(String text) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(sandbox.resolve("stdout"))
                        && Files.readString(sandbox.resolve("stdout")).contains(text));
    }

    /** The living processes whose working directory this is, found by another way than the code under test takes. */
    static List<Long> workingIn(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(handle -> {
                    try {
                        Path proc = Path.of("/proc/" + handle.pid());
                        return Files.readSymbolicLink(proc.resolve("cwd")).equals(directory.toRealPath())
                                && !Files.readString(proc.resolve("stat")).contains(") Z ");
                    } catch (IOException e) {
                        return false;
                    }
                })
                .map(ProcessHandle::pid)
                .toList();
    }
}
