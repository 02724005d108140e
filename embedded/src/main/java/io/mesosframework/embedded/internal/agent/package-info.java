/** The agent: a state machine without I/O. */
@NullMarked
package io.mesosframework.embedded.internal.agent;

import org.jspecify.annotations.NullMarked;
