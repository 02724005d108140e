package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The limits of single values. Each rule answers null for a good value, else what is wrong with it. */
final class Rules {

    static final int MAX_INSTANCES = 1_000_000;

    /** Of cpus, and of MiB of memory and disk: far above any machine, far below where doubles lose the thousandths. */
    static final long MAX_QUANTITY = 1_000_000_000;

    static final Duration MAX_DURATION = Duration.ofDays(30);
    /** Of one agent, by far. */
    static final int MAX_GPUS = 1_000;

    static final int MAX_RETRIES = 1_000_000;
    static final int MAX_PORT = 65_535;
    static final String NAME_PATTERN = "[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,15}(\\.\\d{0,9})?|\\.\\d{1,9})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);
    private static final Pattern MEMBER = Pattern.compile("[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?");
    private static final BigDecimal MAX = BigDecimal.valueOf(MAX_QUANTITY);

    private Rules() {}

    static @Nullable String name(String name) {
        if (name.isEmpty()) {
            return "must not be empty";
        }
        return NAME.matcher(name).matches()
                ? null
                : "must be 1 to 128 characters of a-z, 0-9, '.', '_' and '-', beginning and ending with a letter or digit; is "
                        + Texts.quoted(name, 140);
    }

    /** Of a task within a group. */
    static @Nullable String memberName(String name) {
        return MEMBER.matcher(name).matches()
                ? null
                : "must be 1 to 40 characters of a-z, 0-9, '_' and '-', beginning and ending with a letter or digit; is "
                        + Texts.quoted(name, 60);
    }

    static @Nullable String between(long value, long least, long most) {
        return value >= least && value <= most ? null : "must be " + least + " to " + most + ", is " + value;
    }

    /** A quantity above zero in thousandths, the finest that Mesos counts (PROTOCOL D1). */
    static @Nullable String quantity(BigDecimal value) {
        if (value.signum() <= 0) {
            return "must be above 0, is " + Texts.number(value);
        }
        if (value.compareTo(MAX) > 0) {
            return "must be at most " + MAX_QUANTITY + ", is " + Texts.number(value);
        }
        return value.stripTrailingZeros().scale() <= 3
                ? null
                : "has more than three decimals (Mesos counts in thousandths): " + Texts.number(value);
    }

    static @Nullable String duration(Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX_DURATION) > 0) {
            return "must be " + Durations.format(least) + " to " + Durations.format(MAX_DURATION) + ", is "
                    + Durations.format(value);
        }
        return value.toNanos() % 1_000_000 == 0 ? null : "is finer than a millisecond: " + value;
    }

    /** What can be handed to another process: no NUL, and no half of a surrogate pair, which UTF-8 cannot say. */
    static @Nullable String text(String value) {
        if (value.indexOf('\0') >= 0) {
            return "must not hold a NUL character";
        }
        boolean halves = value.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        return halves ? "holds half of a surrogate pair" : null;
    }

    static @Nullable String filled(String value) {
        return value.isEmpty() ? "must not be empty" : text(value);
    }

    /** A path within a folder. */
    static @Nullable String within(String path) {
        if (path.isEmpty() || path.startsWith("/")) {
            return "must be a relative path, is " + Texts.quoted(path);
        }
        boolean leadsOut = List.of(path.split("/", -1)).contains("..");
        return leadsOut ? "must not lead out of the sandbox, is " + Texts.quoted(path) : text(path);
    }

    static @Nullable String commandLine(String value) {
        return value.chars().allMatch(c -> " \t\n\r".indexOf(c) >= 0) ? "must not be empty" : text(value);
    }

    static @Nullable String variable(String name) {
        if (name.isEmpty()) {
            return "a variable's name must not be empty";
        }
        return name.indexOf('=') < 0 ? text(name) : "a variable's name must not hold '='";
    }

    static @Nullable String number(String value) {
        return NUMBER.matcher(value).matches() ? null : "is no number: " + Texts.quoted(value);
    }

    /** A point, or a range {@code begin-end} of Mesos, both ends within. */
    static @Nullable String range(String value) {
        Matcher matcher = RANGE.matcher(value);
        if (!matcher.matches()) {
            return "is no range like 5 or 5-9: " + Texts.quoted(value);
        }
        String end = matcher.group(2);
        boolean backwards = end != null && new BigDecimal(matcher.group(1)).compareTo(new BigDecimal(end)) > 0;
        return backwards ? "begins after its end: " + value : null;
    }

    /** Mesos' own rules for a role, with {@code /} between the parts of a hierarchical one. */
    static @Nullable String role(String role) {
        if (role.equals("*")) {
            return null;
        }
        for (String part : role.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.equals("*") || part.startsWith("-")) {
                return "is no role: no part of it may be empty, '.', '..', '*' or begin with '-'; is "
                        + Texts.quoted(role);
            }
        }
        return role.chars().noneMatch(c -> c <= ' ' || c == 0x7f)
                ? text(role)
                : "is no role: it must not hold blanks or control characters; is " + Texts.quoted(role);
    }

    static @Nullable String image(String name) {
        if (name.isEmpty()) {
            return "must not be empty";
        }
        return name.chars().noneMatch(c -> c <= ' ' || c == 0x7f)
                ? text(name)
                : "must not hold blanks or control characters, is " + Texts.quoted(name);
    }

    static @Nullable String tag(String tag) {
        return TAG.matcher(tag).matches()
                ? null
                : "must be up to 128 letters, digits, '_', '.' and '-', is " + Texts.quoted(tag);
    }

    /** Whether the image's name ends with a tag or digest. */
    static boolean isTagged(String image) {
        return image.indexOf('@') >= 0 || image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
    }

    static void label(Problems problems, String parent, String key, String value) {
        String path = Paths.field(parent, key);
        if (key.isEmpty()) {
            problems.add(path, "a label's key must not be empty");
        }
        problems.check(path, text(key));
        problems.check(path, text(value));
    }

    /** The characters that Mesos' fetcher refuses. */
    static @Nullable String fetchable(String value) {
        if (value.isEmpty()) {
            return "must not be empty";
        }
        return value.chars().noneMatch(c -> c == '\\' || c == '\'' || c == 0)
                ? text(value)
                : "must not hold a backslash, a single quote or a NUL character (Mesos' fetcher refuses them); is "
                        + Texts.quoted(value);
    }
}
