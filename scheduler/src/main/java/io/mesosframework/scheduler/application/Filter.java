package io.mesosframework.scheduler.application;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Excludes agents: one fits only if an attribute of this type, and of the name if one is given, matches one of the values.
 *
 * @param type the attribute's type, which says how values are compared
 * @param name the attribute's name; any of that type where empty
 * @param values at least one: texts without regard to case; numbers; members of a set; points or ranges {@code 5-9} that lie
 *     within the attribute's
 */
public record Filter(Type type, Optional<String> name, List<String> values) {

    /** How an attribute is compared. */
    public enum Type {
        TEXT,
        SCALAR,
        SET,
        RANGES;

        /** In lower case, as all words are compared. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Filter {
        values = List.copyOf(values);
        Problems problems = new Problems();
        name.ifPresent(given -> problems.check("name", Rules.filled(given)));
        if (values.isEmpty()) {
            problems.add("value", "needs at least one value, or nothing ever matches");
        }
        for (int i = 0; i < values.size(); i++) {
            problems.check(Paths.index("value", i), fault(type, values.get(i)));
        }
        problems.throwIfAny();
    }

    private static @Nullable String fault(Type type, String value) {
        return switch (type) {
            case TEXT, SET -> Rules.filled(value);
            case SCALAR -> Rules.number(value);
            case RANGES -> Rules.range(value);
        };
    }
}
