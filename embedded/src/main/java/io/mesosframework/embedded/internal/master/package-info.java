/** The master: a state machine without I/O. */
@NullMarked
package io.mesosframework.embedded.internal.master;

import org.jspecify.annotations.NullMarked;
