package io.mesosframework.utils;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a task id that the scheduler gives out: {@code <application>.<slot>.<unique>}. It is read from the right,
 * since an application's name may itself hold dots.
 *
 * @param application the application's name: lower-case letters, digits, '.', '_' and '-', at most 128 long, with a letter
 *     or digit at both ends
 * @param slot which of the application's instances, from 0
 * @param unique tells this launch from every other of the slot: letters, digits, '_' and '-', 1 to 64 long
 */
public record TaskIds(String application, int slot, String unique) {

    private static final Pattern APPLICATION = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?");
    private static final Pattern UNIQUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern TEXT = Pattern.compile("(.+)\\.(0|[1-9][0-9]{0,9})\\.([^.]+)", Pattern.DOTALL);

    /** The longest name an application may have. */
    public static final int MAX_APPLICATION_LENGTH = 128;

    /** @throws MalformedValueException if a part is not as described */
    public TaskIds {
        if (!isApplicationName(application)) {
            throw new MalformedValueException("Not an application's name: '" + application + "'");
        }
        if (slot < 0) {
            throw new MalformedValueException("A slot is numbered from 0, not " + slot);
        }
        if (!UNIQUE.matcher(unique).matches()) {
            throw new MalformedValueException("Not the unique part of a task id: '" + unique + "'");
        }
    }

    /** Whether an application may have this name. */
    public static boolean isApplicationName(String name) {
        return APPLICATION.matcher(name).matches();
    }

    /** Empty if the text is not an id of ours, such as one that another framework's user made. */
    public static Optional<TaskIds> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()
                || !isApplicationName(matcher.group(1))
                || !UNIQUE.matcher(matcher.group(3)).matches()) {
            return Optional.empty();
        }
        long slot = Long.parseLong(matcher.group(2));
        return slot > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new TaskIds(matcher.group(1), (int) slot, matcher.group(3)));
    }

    /** The task id. */
    public String text() {
        return application + "." + slot + "." + unique;
    }

    @Override
    public String toString() {
        return text();
    }
}
