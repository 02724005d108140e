/**
 * MLOG: log lines of twelve fields that name the task, the process and the place they come from. {@link
 * io.mesosframework.logging.MlogLogger} writes them, the packages {@code logback} and {@code jul} have what else logs write them, {@link
 * io.mesosframework.logging.MlogParser} reads them.
 */
@NullMarked
package io.mesosframework.logging;

import org.jspecify.annotations.NullMarked;
