package io.mesosframework.logging.internal;

import io.mesosframework.logging.Severity;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The two streams of a process. What is logged at once is written at once, in UTF-8, so that no other thread's lines come between its own.
 * Streams are asked for each time, as a program may have replaced its own.
 */
public record Streams(Supplier<PrintStream> out, Supplier<PrintStream> err) {

    /** Those of this process. */
    public static Streams ofThisProcess() {
        return new Streams(() -> System.out, () -> System.err);
    }

    public void write(Severity severity, String lines) {
        switch (severity.target()) {
            case STDOUT -> write(out.get(), lines);
            case STDERR -> write(err.get(), lines);
            case NONE -> {}
        }
    }

    private static void write(PrintStream stream, String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            synchronized (stream) {
                stream.write(bytes, 0, bytes.length);
                stream.flush();
            }
        }
    }
}
