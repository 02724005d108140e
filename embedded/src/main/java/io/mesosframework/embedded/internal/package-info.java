/** The loop that drives the state machines. */
@NullMarked
package io.mesosframework.embedded.internal;

import org.jspecify.annotations.NullMarked;
