package io.mesosframework.conformance.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The executor {@link example.Factors} with what it needs, packed by the JDK's jar as examples/README.md says. */
final class Packed {

    private static final String MODULES = "(?:examples|executor|client|http|protocol|resources)";

    private static final Pattern JAR =
            Pattern.compile("(mesos-" + MODULES + "|protobuf|netty|slf4j|jackson-core)-.*\\.jar");

    /** Where Maven has not packed a module. */
    private static final Pattern CLASSES = Pattern.compile(".*/(" + MODULES + "|frameworks)/target/classes");

    private Packed() {}

    /** A new zip in this folder. */
    static Path executor(Path folder) throws IOException {
        Path parts = Files.createTempDirectory(folder, "factors");
        Path lib = Files.createDirectory(parts.resolve("lib"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator)) {
            Path file = Path.of(entry);
            Matcher classes = CLASSES.matcher(entry);
            if (JAR.matcher(file.getFileName().toString()).matches()) {
                Files.copy(file, lib.resolve(file.getFileName()));
            } else if (classes.matches()) {
                jar("cf", lib.resolve(classes.group(1) + ".jar").toString(), "-C", entry, ".");
            }
        }
        Path zip = parts.resolve("factors.zip");
        jar("cMf", zip.toString(), "-C", parts.toString(), "lib");
        return zip;
    }

    private static void jar(String... arguments) {
        int exitCode = ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, arguments);
        if (exitCode != 0) {
            throw new IllegalStateException("jar has ended with " + exitCode);
        }
    }
}
