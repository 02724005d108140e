package io.mesosframework.scheduler.application;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a slot runs.
 *
 * @param cmd the shell's command line, or without a shell the program
 * @param shell whether {@code /bin/sh -c} runs it
 * @param arguments without a shell: what follows the program's name (Mesos' own list begins with that name, which is added
 *     here); empty with a shell
 * @param environment variables on top of those that Mesos sets (PROTOCOL C1); the agent's own are not inherited
 * @param user the Unix user; the framework's when empty
 * @param uris what is fetched into the sandbox first
 * @param secrets variables whose values the agent resolves
 */
public record Command(
        String cmd,
        boolean shell,
        List<String> arguments,
        Map<String, String> environment,
        Optional<String> user,
        List<Uri> uris,
        Map<String, Secret> secrets) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Command {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        uris = List.copyOf(uris);
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        Problems problems = new Problems();
        problems.check("cmd", Rules.commandLine(cmd));
        checkArguments(problems, shell, arguments);
        environment.forEach((name, value) -> checkVariable(problems, name, value));
        user.ifPresent(name -> problems.check("user", Rules.filled(name)));
        for (String name : secrets.keySet()) {
            String path = Paths.field("secrets", name);
            problems.check(path, Rules.variable(name));
            if (environment.containsKey(name)) {
                problems.add(path, "is a variable of environment too: leave one of them out");
            }
        }
        problems.throwIfAny();
    }

    /** Without secrets. */
    public Command(
            String cmd,
            boolean shell,
            List<String> arguments,
            Map<String, String> environment,
            Optional<String> user,
            List<Uri> uris) {
        this(cmd, shell, arguments, environment, user, uris, Map.of());
    }

    /** A command line for {@code /bin/sh -c}. */
    public static Command shell(String commandLine) {
        return new Command(commandLine, true, List.of(), Map.of(), Optional.empty(), List.of());
    }

    /** A program and its arguments, run without a shell. */
    public static Command exec(String program, String... arguments) {
        return new Command(program, false, Arrays.asList(arguments), Map.of(), Optional.empty(), List.of());
    }

    /** The same with one more variable, or another value for one. */
    public Command withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(cmd, shell, arguments, more, user, uris, secrets);
    }

    /** The same with one more variable whose value the agent resolves. */
    public Command withSecret(String name, Secret secret) {
        Map<String, Secret> more = new LinkedHashMap<>(secrets);
        more.put(name, secret);
        return new Command(cmd, shell, arguments, environment, user, uris, more);
    }

    /** The same, run as another Unix user. */
    public Command withUser(String name) {
        return new Command(cmd, shell, arguments, environment, Optional.of(name), uris, secrets);
    }

    /** The same with one more file to fetch. */
    public Command withUri(Uri uri) {
        List<Uri> more = new ArrayList<>(uris);
        more.add(uri);
        return new Command(cmd, shell, arguments, environment, user, more, secrets);
    }

    private static void checkArguments(Problems problems, boolean shell, List<String> arguments) {
        if (shell && !arguments.isEmpty()) {
            problems.add(
                    "arguments", "are for a program run without a shell: set shell to false, or put them into cmd");
        }
        for (int i = 0; i < arguments.size(); i++) {
            problems.check(Paths.index("arguments", i), Rules.text(arguments.get(i)));
        }
    }

    private static void checkVariable(Problems problems, String name, String value) {
        String path = Paths.field("environment", name);
        problems.check(path, Rules.variable(name));
        problems.check(path, Rules.text(value));
    }
}
