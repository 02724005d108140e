package io.mesosframework.reference;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes the value of an absent flag {@code --some-flag} from {@code MESOSFW_SOME_FLAG}. */
final class EnvironmentDefaults implements IDefaultValueProvider {

    private static final String PREFIX = "MESOSFW_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        return environment.get(variable(option.longestName()));
    }

    /** The variables that look like those of flags and are of none: nobody reads them. */
    static List<String> unknown(Map<String, String> environment, CommandLine line) {
        Set<String> flags = FlagNames.of(line);
        Set<String> variables = new TreeSet<>(Set.of(LogFormat.LEVEL, variable("--config")));
        flags.forEach(flag -> variables.add(variable(flag)));
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !variables.contains(name))
                .sorted()
                .map(name -> name + " is not used: mesosfw has no such flag"
                        + FlagNames.nearest(flag(name), flags)
                                .map(flag -> "; did you mean " + variable(flag) + "?")
                                .orElse(""))
                .toList();
    }

    private static String flag(String variable) {
        return variable.substring(PREFIX.length()).replace('_', '-').toLowerCase(Locale.ROOT);
    }

    static String variable(String flag) {
        return PREFIX + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
