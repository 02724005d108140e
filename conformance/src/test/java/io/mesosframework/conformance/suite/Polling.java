package io.mesosframework.conformance.suite;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for what nothing tells of: it has to be asked again and again. */
final class Polling {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private Polling() {}

    /** Whether the condition comes to hold within the limit; asked on this thread, and at least once. */
    static boolean within(Duration limit, BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .dontCatchUncaughtExceptions() // scenarios are played side by side, and those are other ones'
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .atMost(limit)
                    .until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
