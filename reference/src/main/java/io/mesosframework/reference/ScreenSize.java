package io.mesosframework.reference;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How many rows and columns there are to draw on. */
record ScreenSize(int rows, int columns) {

    private static final ScreenSize USUAL = new ScreenSize(24, 80);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 2;

    /** Follows the terminal of this process: asks again when what it knows is a second old. */
    static Supplier<ScreenSize> ofTerminal(Clock clock) {
        return new Supplier<>() {
            private ScreenSize known = USUAL;
            private @Nullable Instant asked;

            @Override
            public ScreenSize get() {
                Instant now = clock.instant();
                if (asked == null || Duration.between(asked, now).compareTo(FRESH) >= 0) {
                    asked = now;
                    known = ask(known);
                }
                return known;
            }
        };
    }

    private static ScreenSize ask(ScreenSize otherwise) {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return otherwise;
            }
            return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII), otherwise);
        } catch (IOException e) {
            return otherwise; // no terminal, or no stty
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    /** What {@code stty size} says: rows and columns; a terminal that does not know has zeros. */
    static ScreenSize parse(String text, ScreenSize otherwise) {
        String[] numbers = text.strip().split(" ", -1);
        try {
            ScreenSize size = new ScreenSize(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            return size.rows > 0 && size.columns > 0 ? size : otherwise;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return otherwise;
        }
    }
}
