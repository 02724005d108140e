package io.mesosframework.scheduler;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A handler, listener, policy, score or rule of the user's has thrown, or has held the framework's loop for too long. The framework goes on:
 * for what threw, the standard way was taken instead; an agent whose score or rule failed got no slot.
 *
 * @param handler its name
 * @param what what it was called for, such as the type of an event
 * @param took how long it held the loop
 * @param cause what it threw; a {@link HandlerBlockedException} where it has not returned yet; null where it was only slow
 */
public record HandlerProblem(
        String handler,
        String what,
        Duration took,
        @Nullable Throwable cause) {}
