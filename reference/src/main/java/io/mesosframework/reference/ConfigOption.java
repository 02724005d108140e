package io.mesosframework.reference;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For the help; {@link ConfigFile} has read it by then. */
final class ConfigOption {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A YAML file of flags, by their names without the dashes before them (name: shop); the line and"
                            + " MESOSFW_... win over it.")
    @Nullable
    Path config;
}
