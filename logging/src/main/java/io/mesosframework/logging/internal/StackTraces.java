package io.mesosframework.logging.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Stack traces as text. */
public final class StackTraces {

    private StackTraces() {}

    /** The text, and on lines of its own the cause with all that stands behind it. */
    public static String behind(String text, @Nullable Throwable cause) {
        if (cause == null) {
            return text;
        }
        StringWriter trace = new StringWriter();
        try (PrintWriter writer = new PrintWriter(trace)) {
            cause.printStackTrace(writer);
        } catch (RuntimeException e) { // of an overridden getMessage
            return text + "\n" + cause.getClass().getName() + " (its text cannot be had: "
                    + e.getClass().getName() + ")";
        }
        return text + "\n" + trace;
    }
}
