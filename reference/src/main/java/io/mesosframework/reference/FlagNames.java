package io.mesosframework.reference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The names of flags, without their dashes, as configuration files and variables hold them. */
final class FlagNames {

    private static final int NEAR = 2;

    private FlagNames() {}

    /** Those of a command and of those below it, but {@code config}. */
    static Set<String> of(CommandLine command) {
        Set<String> names = new TreeSet<>();
        withBelow(command)
                .flatMap(one -> one.getCommandSpec().options().stream())
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(option -> option.longestName().substring(2))
                .filter(name -> !name.equals("config"))
                .forEach(names::add);
        return names;
    }

    private static Stream<CommandLine> withBelow(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(FlagNames::withBelow));
    }

    /** What a name that is none is a slip for; of short ones nothing can be said. */
    static Optional<String> nearest(String name, Set<String> names) {
        int near = Math.min(NEAR, name.length() / 3);
        return names.stream()
                .filter(known -> distance(known, name) <= near)
                .min(Comparator.comparingInt(known -> distance(known, name)));
    }

    /** How many letters have to be changed, put in or left out to come from one to the other. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        Arrays.setAll(before, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int k = 1; k <= other.length(); k++) {
                int changed = before[k - 1] + (one.charAt(i - 1) == other.charAt(k - 1) ? 0 : 1);
                now[k] = Math.min(changed, 1 + Math.min(before[k], now[k - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }
}
