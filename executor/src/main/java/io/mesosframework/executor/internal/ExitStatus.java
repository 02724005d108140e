package io.mesosframework.executor.internal;

/**
 * The words for a process' end (PROTOCOL C64).
 *
 * <p>Java gives 128+n for a process ended by signal n, and does not say so: a process that itself exits with 128+n,
 * as a shell does whose last command was ended by a signal, looks the same. An exit value that names a
 * signal of Linux is told as that signal, so {@code exit 137} reads "terminated with signal Killed". Exit codes
 * that no signal could have given (0-128, 160-255) are always told as they are.
 */
public final class ExitStatus {

    private static final int SIGNALLED = 128;

    /** By number from 1 on, in the words of strsignal(3) on Linux. */
    private static final String[] SIGNALS = {
        "Hangup",
        "Interrupt",
        "Quit",
        "Illegal instruction",
        "Trace/breakpoint trap",
        "Aborted",
        "Bus error",
        "Floating point exception",
        "Killed",
        "User defined signal 1",
        "Segmentation fault",
        "User defined signal 2",
        "Broken pipe",
        "Alarm clock",
        "Terminated",
        "Stack fault",
        "Child exited",
        "Continued",
        "Stopped (signal)",
        "Stopped",
        "Stopped (tty input)",
        "Stopped (tty output)",
        "Urgent I/O condition",
        "CPU time limit exceeded",
        "File size limit exceeded",
        "Virtual timer expired",
        "Profiling timer expired",
        "Window changed",
        "I/O possible",
        "Power failure",
        "Bad system call",
    };

    private ExitStatus() {}

    /** The words for a raw wait status, which tells signals from exit codes. */
    public static String describeWaitStatus(int status) {
        int signal = status & 0x7f;
        if (signal >= 1 && signal <= SIGNALS.length) {
            return "Command terminated with signal " + SIGNALS[signal - 1];
        }
        return "Command exited with status " + ((status >> 8) & 0xff);
    }

    /** "Command exited with status 3", "Command terminated with signal Killed". */
    public static String describe(int exitValue) {
        int signal = exitValue - SIGNALLED;
        if (signal >= 1 && signal <= SIGNALS.length) {
            return "Command terminated with signal " + SIGNALS[signal - 1];
        }
        return "Command exited with status " + exitValue;
    }
}
