package io.mesosframework.scheduler.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of an application, told once it is durable.
 *
 * @param name the application's
 * @param before the specification before; null where it is new
 * @param after the specification after; null where it was removed, the same as before where only its update went on
 * @param update how the replacing of its tasks stands; null where there is none
 * @param at when the change was decided
 */
public record ApplicationChange(
        String name,
        @Nullable Specification before,
        @Nullable Specification after,
        @Nullable Update update,
        Instant at) {}
