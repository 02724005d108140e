package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.Environment;
import io.mesosframework.protocol.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What can be wrong with a command, in Mesos' words (PROTOCOL B91). */
final class CommandValidation {

    private CommandValidation() {}

    static Optional<String> problem(CommandInfo command) {
        return command.getEnvironment().getVariablesList().stream()
                .flatMap(variable -> problem(variable).stream())
                .findFirst();
    }

    private static Optional<String> problem(Environment.Variable variable) {
        String name = "Environment variable '" + variable.getName() + "' of type '" + variable.getType() + "' must ";
        return switch (variable.getType()) {
            case SECRET -> {
                if (!variable.hasSecret()) {
                    yield Optional.of(name + "have a secret set");
                }
                if (variable.hasValue()) {
                    yield Optional.of(name + "not have a value set");
                }
                Optional<String> secret = problem(variable.getSecret());
                if (secret.isPresent()) {
                    yield secret.map(problem -> "Environment variable '" + variable.getName()
                            + "' specifies an invalid secret: " + problem);
                }
                yield variable.getSecret()
                                        .getValue()
                                        .getData()
                                        .toString(StandardCharsets.ISO_8859_1)
                                        .indexOf(0)
                                >= 0
                        ? Optional.of("Environment variable '" + variable.getName() + "' specifies a secret containing"
                                + " null bytes, which is not allowed in the environment")
                        : Optional.empty();
            }
            case VALUE -> {
                if (!variable.hasValue()) {
                    yield Optional.of(name + "have a value set");
                }
                yield variable.hasSecret() ? Optional.of(name + "not have a secret set") : Optional.empty();
            }
            case UNKNOWN -> Optional.of("Environment variable of type 'UNKNOWN' is not allowed");
        };
    }

    private static Optional<String> problem(Secret secret) {
        return switch (secret.getType()) {
            case REFERENCE -> {
                if (!secret.hasReference()) {
                    yield Optional.of("Secret of type REFERENCE must have the 'reference' field set");
                }
                yield secret.hasValue()
                        ? Optional.of("Secret '" + secret.getReference().getName()
                                + "' of type REFERENCE must not have the 'value' field set")
                        : Optional.empty();
            }
            case VALUE -> {
                if (!secret.hasValue()) {
                    yield Optional.of("Secret of type VALUE must have the 'value' field set");
                }
                yield secret.hasReference()
                        ? Optional.of("Secret of type VALUE must not have the 'reference' field set")
                        : Optional.empty();
            }
            case UNKNOWN -> Optional.empty();
        };
    }
}
