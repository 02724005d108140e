package io.mesosframework.reference;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in words, and only for a fault of ours in stack frames. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        return explain(error, command).number();
    }

    static ExitCode explain(Exception error, CommandLine command) {
        if (error instanceof BadInputException bad) {
            bad.lines().forEach(line -> command.getErr().println("mesosfw: " + Words.withoutSecrets(line)));
            return ExitCode.BAD_INPUT;
        }
        if (error instanceof InvalidApplicationsException invalid) {
            command.getErr().println("mesosfw: " + invalid.getMessage());
            return ExitCode.BAD_INPUT;
        }
        if (error instanceof DeposedException) {
            command.getErr().println("mesosfw: " + error.getMessage());
            return ExitCode.DEPOSED;
        }
        if (error instanceof AuthenticationException) {
            command.getErr()
                    .println("mesosfw: " + Words.oneLine(error.getMessage())
                            + " (name whom you are with --principal and --secret-file)");
            return ExitCode.REFUSED;
        }
        if (error instanceof MesosException || error instanceof UncheckedIOException) {
            command.getErr().println("mesosfw: " + error.getMessage());
            return ExitCode.REFUSED;
        }
        error.printStackTrace(command.getErr());
        return ExitCode.REFUSED;
    }
}
