/** The command executor's parts: the pure machine, the checks, the processes. Free to change. */
@NullMarked
package io.mesosframework.executor.internal;

import org.jspecify.annotations.NullMarked;
