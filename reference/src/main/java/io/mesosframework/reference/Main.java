package io.mesosframework.reference;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code mesosfw}: the runnable reference framework. */
@Command(
        name = "mesosfw",
        description = "Runs applications described in JSON on Apache Mesos.",
        mixinStandardHelpOptions = true,
        version = "mesosfw 0.1.0",
        subcommands = {
            RunCommand.class,
            EmbeddedCommand.class,
            AppCommand.class,
            LogsCommand.class,
            StorageCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the goal is reached, or, where there is none, a clean end by signal",
            " 1:a slot failed; storage verify: a record cannot be read",
            " 2:bad flags, applications or configuration",
            " 3:master, storage, authentication or output refused",
            " 4:the goal was not reached: the time-out passed, or a signal came first",
            " 5:another instance took over"
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(commandLine(), System.getenv(), arguments));
    }

    /** Runs the line with what its configuration file adds. */
    static int execute(CommandLine line, Map<String, String> environment, String... arguments) {
        List<String> expanded;
        try {
            LogFormat.requireLevel(environment);
            ConfigFile file = new ConfigFile(line, environment);
            expanded = file.expand(arguments);
            Stream.concat(file.notes().stream(), EnvironmentDefaults.unknown(environment, line).stream())
                    .forEach(note -> line.getErr().println("mesosfw: " + note));
        } catch (BadInputException e) {
            return Failures.explain(e, line).number();
        }
        return line.execute(expanded.toArray(String[]::new));
    }

    /** The command line; flags that are absent come from {@code MESOSFW_<FLAG>} where that is set. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUnmatchedOptionsAllowedAsOptionParameters(false); // a flag with a slip behind --apps is no file
        line.setDefaultValueProvider(new EnvironmentDefaults(System.getenv()));
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler((error, arguments) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("mesosfw: " + Words.withoutSecrets(String.valueOf(error.getMessage())));
            CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.BAD_INPUT.number();
        });
        return line;
    }
}
