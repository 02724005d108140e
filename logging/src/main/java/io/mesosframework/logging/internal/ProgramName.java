package io.mesosframework.logging.internal;

/** A program's name, by the JVM's own record of what it was started with: a jar, a class, or a module and a class. */
public final class ProgramName {

    private ProgramName() {}

    /** The file name of a jar, the simple name of a class; empty if nothing is known. */
    public static String of(String command) {
        int end = command.indexOf(' ');
        String started = end < 0 ? command : command.substring(0, end);
        String last = started.substring(Math.max(started.lastIndexOf('/'), started.lastIndexOf('\\')) + 1);
        return last.endsWith(".jar") ? last : last.substring(last.lastIndexOf('.') + 1);
    }
}
