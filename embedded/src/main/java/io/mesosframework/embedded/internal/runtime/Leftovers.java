package io.mesosframework.embedded.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processes that a container left behind. Once their parent has ended nothing ties them to it but the environment they
 * inherited, which Linux shows; elsewhere they are not found.
 */
final class Leftovers {

    private Leftovers() {}

    /** Kills every process whose sandbox this is. Blocks for some milliseconds. */
    static void kill(Path sandbox) {
        String mark = "\0MESOS_SANDBOX=" + sandbox + "\0";
        ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(mark))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Empty if it cannot be read: another user's process, one that has just ended, another system. */
    private static String environment(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "environ");
        if (!Files.isReadable(file)) {
            return "";
        }
        try {
            return "\0" + Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
