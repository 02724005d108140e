package io.mesosframework.reference;

import picocli.CommandLine.Command;

/** {@code mesosfw storage}: what can be done with a storage that no framework runs on. */
@Command(
        name = "storage",
        description = "Looks after what a framework has stored.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = StorageVerifyCommand.class)
final class StorageCommand {}
