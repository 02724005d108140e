package io.mesosframework.executor.internal;

/** What one check saw. */
public sealed interface ProbeResult {

    record CommandExited(int exitValue) implements ProbeResult {}

    record HttpAnswered(int status) implements ProbeResult {}

    record TcpAnswered(boolean connected) implements ProbeResult {}

    /** The check has not come to a result within its time-out. */
    record TimedOut() implements ProbeResult {}

    /** The check could not be made: a command that does not start, a connection refused. */
    record Failed(String why) implements ProbeResult {}

    /** Whether a health check with this result has passed (PROTOCOL C82). */
    default boolean passed() {
        if (this instanceof CommandExited command) {
            return command.exitValue() == 0;
        }
        if (this instanceof HttpAnswered http) {
            return http.status() >= 200 && http.status() < 400;
        }
        return this instanceof TcpAnswered tcp && tcp.connected();
    }
}
