package io.mesosframework.executor.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The system's own tools, looked for where systems keep them and not on anybody's PATH. */
final class Programs {

    private static final List<String> DIRECTORIES =
            List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/opt/homebrew/bin");

    private Programs() {}

    static Optional<Path> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
