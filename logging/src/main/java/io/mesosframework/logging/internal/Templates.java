package io.mesosframework.logging.internal;

import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Templates of {@link String#format}, filled so that nothing is lost or thrown, whatever they and their arguments are. */
public final class Templates {

    private Templates() {}

    /**
     * The template filled. Without arguments it is taken as it is, per cent signs and all; where it does not go with its arguments, or has no
     * place for any, they stand behind it.
     */
    @SuppressWarnings("AnnotateFormatMethod") // a message in the place of a template is what this is for
    public static String filled(@Nullable String given, @Nullable Object @Nullable [] arguments) {
        String template = Objects.requireNonNullElse(given, "null");
        if (arguments == null || arguments.length == 0) {
            return template;
        }
        if (template.indexOf('%') >= 0) {
            try {
                return String.format(Locale.ROOT, template, arguments);
            } catch (IllegalFormatException e) {
                return behind(template, arguments);
            } catch (RuntimeException e) { // of an argument
                return behind(template, arguments);
            }
        }
        return behind(template, arguments);
    }

    private static String behind(String template, @Nullable Object[] arguments) {
        return template + Arrays.stream(arguments).map(Templates::text).collect(Collectors.joining(", ", " [", "]"));
    }

    private static String text(@Nullable Object argument) {
        try {
            return String.valueOf(argument);
        } catch (RuntimeException e) {
            return "(its text cannot be had: " + e.getClass().getName() + ")";
        }
    }
}
