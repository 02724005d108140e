package io.mesosframework.executor.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the processes of tasks when this JVM is killed. They lead sessions of their own, so an agent that has no control groups for its
 * containers does not find them any more once their parent is dead. It is a shell that waits for the end of its input, which the
 * system closes with this JVM, and then kills what has the executor's directory and a task's id in its environment. Thread-safe.
 */
final class Reaper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reaper.class);

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r line
            rounds=0
            while [ $rounds -lt 100 ]; do
              found=
              for file in $(grep -lzxF "MESOS_DIRECTORY=$0" /proc/[0-9]*/environ 2>/dev/null); do
                if grep -qz '^MESOS_TASK_ID=' "$file" 2>/dev/null; then
                  process=${file#/proc/}
                  kill -9 "${process%/environ}" 2>/dev/null && found=1
                fi
              done
              [ -n "$found" ] || exit 0
              rounds=$((rounds + 1))
              sleep 0.1
            done
            """;

    private final Path directory;
    private @Nullable Process shell;
    private boolean begun;

    /** @param directory the executor's, as {@code MESOS_DIRECTORY} tells it: no other container of the agent has the same */
    Reaper(Path directory) {
        this.directory = directory;
    }

    /** To be called before a process is started. */
    synchronized void begin() {
        if (begun) {
            return;
        }
        begun = true;
        Optional<Path> setsid = Programs.find("setsid");
        if (setsid.isEmpty() || Programs.find("grep").isEmpty()) {
            log.debug("Without setsid, tasks' processes are found by the agent itself; without grep nobody finds them");
            return;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            List.of(setsid.get().toString(), "/bin/sh", "-c", SCRIPT, directory.toString()))
                    .directory(Path.of("/").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().put("PATH", ProcessSpec.DEFAULT_PATH);
            shell = builder.start();
        } catch (IOException e) {
            log.warn("Should this executor be killed, processes of its tasks may outlive it: {}", e.getMessage());
        }
    }

    /** Nothing is left to end. */
    @Override
    public synchronized void close() {
        begun = true;
        if (shell != null) {
            shell.destroyForcibly();
        }
    }
}
