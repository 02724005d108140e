package io.mesosframework.logging;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much a line matters, by the nine names of the format, in the order of urgency: the first is the most urgent. There is no WARN;
 * loggers that have it write it as {@link #EVENT}.
 */
public enum Severity {
    /** Somebody has to come. */
    ALARM(Target.STDERR),
    ERROR(Target.STDERR),
    /** Figures, for those who collect them. */
    STAT(Target.STDERR),
    /** Something that others wait for, or should look at. */
    EVENT(Target.STDERR),
    /** Of no known urgency, and so before what a threshold usually holds back. */
    UNKNOWN(Target.STDOUT),
    INFO(Target.STDOUT),
    NOP(Target.STDOUT),
    DEBUG(Target.STDOUT),
    /** Never written to a stream. */
    TEST(Target.NONE);

    /** Where a process writes lines of a severity. */
    public enum Target {
        STDOUT,
        STDERR,
        NONE
    }

    private static final Map<String, Severity> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Severity::name, Function.identity()));

    private final Target target;

    Severity(Target target) {
        this.target = target;
    }

    public Target target() {
        return target;
    }

    /** Whether this one is as urgent as another, or more so: whether a threshold lets it through. */
    public boolean isAtLeast(Severity threshold) {
        return compareTo(threshold) <= 0;
    }

    /** The one of exactly this name, in upper case. */
    public static Optional<Severity> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
