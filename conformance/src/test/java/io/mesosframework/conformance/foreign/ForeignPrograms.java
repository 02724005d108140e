package io.mesosframework.conformance.foreign;

import io.mesosframework.conformance.Commands;
import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds and runs the programs of {@code conformance/foreign}. */
final class ForeignPrograms {

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);
    private static final int NEWEST_PYTHON = 10;

    private final Path sources = Project.root().resolve("conformance/foreign");
    private final Path built = Project.root().resolve("build/foreign");

    Path source(String path) {
        return sources.resolve(path);
    }

    /** A Python that http-parser compiles on (3.6 to 3.10), where there is one. */
    static Optional<Path> oldPython() throws IOException {
        for (int minor = NEWEST_PYTHON; minor >= 6; minor--) {
            String name = "python3." + minor;
            for (String folder :
                    Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1)) {
                Path python = Path.of(folder, name);
                // pyenv puts a script of its own under each name, also of versions that are not chosen
                if (Files.isExecutable(python) && !folder.endsWith("/shims")) {
                    return Optional.of(python);
                }
            }
            Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
            if (Files.isDirectory(versions)) {
                String prefix = "3." + minor + ".";
                try (Stream<Path> installed = Files.list(versions)) {
                    Optional<Path> python = installed
                            .filter(version -> version.getFileName().toString().startsWith(prefix))
                            .map(version -> version.resolve("bin/python"))
                            .filter(Files::isExecutable)
                            .findFirst();
                    if (python.isPresent()) {
                        return python;
                    }
                }
            }
        }
        return Optional.empty();
    }

    static boolean hasGo() throws InterruptedException {
        try {
            return Commands.run(Duration.ofMinutes(1), Path.of("."), "go", "version")
                            .code()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A Python that has pymesos; made once. */
    Path pymesos(Path python) throws IOException, InterruptedException {
        Path environment = built.resolve("pymesos");
        Path installed = environment.resolve("installed");
        if (!Files.exists(installed)) {
            must(Commands.run(
                    BUILD_LIMIT, sources, python.toString(), "-m", "venv", "--clear", environment.toString()));
            must(Commands.run(
                    BUILD_LIMIT,
                    sources,
                    environment.resolve("bin/pip").toString(),
                    "install",
                    "--quiet",
                    "--requirement",
                    source("pymesos/requirements.txt").toString()));
            Files.createFile(installed);
        }
        return environment.resolve("bin/python");
    }

    /** The folder with mesos-go's example-scheduler and example-executor. */
    Path mesosGo() throws IOException, InterruptedException {
        Path programs = Files.createDirectories(built.resolve("mesos-go"));
        String examples = "github.com/mesos/mesos-go/api/v1/cmd/example-";
        must(Commands.run(
                BUILD_LIMIT,
                source("mesos-go"),
                "go",
                "build",
                "-o",
                programs + "/",
                examples + "scheduler",
                examples + "executor"));
        return programs;
    }

    private static void must(Commands.Outcome outcome) throws IOException {
        if (outcome.code() != 0) {
            throw new IOException("A foreign program cannot be built:\n" + outcome.output());
        }
    }
}
