package io.mesosframework.client.messages;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import java.util.Arrays;
import java.util.Map;

/** Commands, and the files that they find in their sandbox. */
public final class Commands {

    private Commands() {}

    /** A command line for {@code /bin/sh -c}; not blank. */
    public static CommandInfo shell(String line) {
        return CommandInfo.newBuilder()
                .setShell(true)
                .setValue(Checks.filled("The command line", line))
                .build();
    }

    /** A program and what it is called with, without a shell. Its own name is put before the arguments, as Mesos wants it. */
    public static CommandInfo exec(String program, String... arguments) {
        return CommandInfo.newBuilder()
                .setShell(false)
                .setValue(Checks.filled("The program", program))
                .addArguments(program)
                .addAllArguments(Arrays.asList(arguments))
                .build();
    }

    /** The same with these variables besides. Names are not empty and have no {@code =}. */
    public static CommandInfo withEnvironment(CommandInfo command, Map<String, String> variables) {
        CommandInfo.Builder more = command.toBuilder();
        variables.forEach((name, value) -> {
            if (Checks.filled("The name of a variable", name).contains("=")) {
                throw new IllegalArgumentException("The name of a variable has no '=': '" + name + "'");
            }
            more.getEnvironmentBuilder()
                    .addVariables(
                            Environment.Variable.newBuilder().setName(name).setValue(value));
        });
        return more.build();
    }

    /** The same with one more file that is fetched first, and unpacked where it is an archive. */
    public static CommandInfo withFile(CommandInfo command, String uri) {
        return with(command, uri, false);
    }

    /** The same with one more file that is fetched first and made executable. */
    public static CommandInfo withProgram(CommandInfo command, String uri) {
        return with(command, uri, true);
    }

    private static CommandInfo with(CommandInfo command, String uri, boolean executable) {
        return command.toBuilder()
                .addUris(CommandInfo.URI
                        .newBuilder()
                        .setValue(Checks.filled("The uri", uri))
                        .setExecutable(executable)
                        .setExtract(!executable))
                .build();
    }
}
