package io.mesosframework.executor.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Starts processes in a sandbox: that directory is where they work, and their output is appended to its files
 * {@code stdout} and {@code stderr} by the system itself. Each leads a session of its own where setsid is
 * installed (util-linux), so that all that comes of it can be found and ended. Thread-safe.
 */
public final class ProcessDriver {

    /** Which files of the sandbox a process writes to. */
    public enum Output {
        STDOUT_AND_STDERR,
        /** All of it to stderr, as Mesos' command checks do. */
        STDERR_ONLY
    }

    private static final File NOTHING = new File("/dev/null");

    private final Path sandbox;
    private final Path outputs;
    private final ProcessScanner scanner;
    private final ScheduledExecutorService timer;
    private final UserSwitch users = new UserSwitch();
    private final Optional<Path> setsid = Programs.find("setsid");
    private final Optional<Path> bash = Programs.find("bash");

    /**
     * @param sandbox an existing directory
     * @param scanner shared with others
     * @param timer on whose threads the killing goes on
     */
    public ProcessDriver(Path sandbox, ProcessScanner scanner, ScheduledExecutorService timer) {
        this(sandbox, sandbox, scanner, timer);
    }

    /**
     * @param sandbox an existing directory, where processes work
     * @param outputs an existing directory, in which the files for what they write are
     */
    ProcessDriver(Path sandbox, Path outputs, ProcessScanner scanner, ScheduledExecutorService timer) {
        this.sandbox = sandbox.toAbsolutePath();
        this.outputs = outputs.toAbsolutePath();
        this.scanner = scanner;
        this.timer = timer;
    }

    /**
     * Starts a process; blocks for as long as the system needs for a fork.
     *
     * <p>A task's program that does not exist shows as exit code 1 with words on stderr, as Mesos' launcher has it. Where the
     * process is to run as another user, the sandbox is given to that user first.
     *
     * @throws StartException if it cannot be started
     */
    public RunningProcess start(ProcessSpec spec, Output output) {
        File stdout = outputs.resolve("stdout").toFile();
        File stderr = outputs.resolve("stderr").toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(commandLine(spec, output))
                    .directory(sandbox.toFile())
                    .redirectInput(NOTHING)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output == Output.STDERR_ONLY ? stderr : stdout))
                    .redirectError(ProcessBuilder.Redirect.appendTo(stderr));
            builder.environment().clear();
            builder.environment().putAll(spec.environment());
            return new RunningProcess(builder.start(), setsid.isPresent(), scanner, timer);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException(
                    "Failed to start '" + spec.program() + "' in " + sandbox + ": " + e.getMessage(), e);
        }
    }

    /** Whether there is such a program, for this process' PATH and directory. */
    public boolean exists(ProcessSpec spec) {
        if (spec.program().contains("/")) {
            return isProgram(sandbox.resolve(spec.program()));
        }
        return Stream.of(spec.environment().getOrDefault("PATH", "").split(":"))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> isProgram(sandbox.resolve(directory).resolve(spec.program())));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Whether processes may be those of other users: whether this JVM is root's. */
    public static boolean canSwitchUsers() {
        return UserSwitch.isRoot();
    }

    private List<String> commandLine(ProcessSpec spec, Output output) throws IOException {
        List<String> line = new ArrayList<>();
        setsid.ifPresent(path -> line.add(path.toString()));
        List<String> user = spec.user().map(users::prefix).orElse(List.of());
        line.addAll(user);
        if (!user.isEmpty() && output == Output.STDOUT_AND_STDERR) {
            prepareSandboxFor(spec.user().orElseThrow());
        }
        if (output == Output.STDOUT_AND_STDERR && !exists(spec)) {
            return List.of(
                    "/bin/sh", "-c", "echo \"Failed to execute command: no program '$0'\" >&2; exit 1", spec.program());
        }
        if (wantsOtherName(spec) && bash.isPresent()) {
            line.addAll(List.of(
                    bash.get().toString(),
                    "-c",
                    "exec -a \"$0\" \"$@\"",
                    spec.arguments().get(0)));
        } else if (line.isEmpty()) {
            // Java itself would look the program up on the PATH of this JVM.
            line.addAll(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\""));
        }
        line.add(spec.program());
        line.addAll(spec.arguments().subList(1, spec.arguments().size()));
        return line;
    }

    /** Argument 0 is given by exec as the program; only a shell with "exec -a" can give another. */
    private static boolean wantsOtherName(ProcessSpec spec) {
        String name = spec.arguments().get(0);
        Path file = Path.of(spec.program()).getFileName();
        return !name.equals(spec.program()) && (file == null || !name.equals(file.toString()));
    }

    private void prepareSandboxFor(String user) throws IOException {
        for (String name : List.of("stdout", "stderr")) {
            if (Files.notExists(outputs.resolve(name))) {
                Files.createFile(outputs.resolve(name));
            }
        }
        users.giveAway(sandbox, user);
    }
}
