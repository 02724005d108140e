package io.mesosframework.executor;

import io.mesosframework.executor.internal.ProcessDriver;
import io.mesosframework.executor.internal.ProcessSpec;
import io.mesosframework.executor.internal.RunningProcess;
import io.mesosframework.protocol.CommandInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an agent without isolation forks for a container: a command in its sandbox, whose files {@code stdout} and
 * {@code stderr} it writes to, and all that comes of it. Thread-safe.
 */
public final class ContainerProcess implements AutoCloseable {

    /** Ends all of a container, unasked. */
    public static final int SIGKILL = 9;

    private static final int SIGTERM = 15;

    /** What agents take for the wait status where the program does not exist: 256, which Mesos' launcher wrote down twice. */
    private static final int NO_PROGRAM = 256_256;

    private final RunningProcess process;
    private final CompletableFuture<Integer> exited;

    private ContainerProcess(RunningProcess process, boolean exists) {
        this.process = process;
        this.exited = process.exit()
                .thenCompose(value -> process.killAll().thenApply(swept -> exists ? waitStatus(value) : NO_PROGRAM));
    }

    /**
     * Starts a command; blocks for as long as the system needs for a fork.
     *
     * @param environment the whole of it, but for what the command adds
     * @param sandbox an existing directory
     * @param user whose process it is; empty, or where the JVM runs as that user, the JVM's own. It takes root to become
     *     another, and then the sandbox is given to that user
     * @throws io.mesosframework.MesosException if it cannot be started; the message says why
     */
    public static ContainerProcess start(
            ExecutorHost host,
            CommandInfo command,
            Map<String, String> environment,
            Path sandbox,
            Optional<String> user) {
        ProcessDriver driver = new ProcessDriver(
                sandbox, host.shared().scanner(), host.shared().timer());
        ProcessSpec spec = ProcessSpec.ofCommand(command, environment, user);
        boolean exists = driver.exists(spec);
        return new ContainerProcess(driver.start(spec, ProcessDriver.Output.STDOUT_AND_STDERR), exists);
    }

    /** Whether processes may be those of other users. */
    public static boolean canSwitchUsers() {
        return ProcessDriver.canSwitchUsers();
    }

    /** The number of its first process. */
    public long pid() {
        return process.pid();
    }

    /**
     * The raw wait status of its first process, once nothing of it is left: exit codes in the second byte (PROTOCOL B173).
     * Java does not tell an end by signal n from an exit with 128+n; it is taken for the signal.
     */
    public CompletableFuture<Integer> exited() {
        return exited.copy();
    }

    /** Sends a signal to its first process, SIGKILL to all of it; does nothing once it has ended. */
    public void signal(int number) {
        if (number == SIGKILL) {
            process.killSoon();
        } else if (number == SIGTERM) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
        } else {
            process.signal(number);
        }
    }

    /** Kills all of it and waits, 5 s at most. */
    @Override
    public void close() {
        if (!exited.isDone()) {
            process.killAllNow();
        }
    }

    private static int waitStatus(int exitValue) {
        return exitValue > 128 ? exitValue - 128 : exitValue << 8;
    }
}
