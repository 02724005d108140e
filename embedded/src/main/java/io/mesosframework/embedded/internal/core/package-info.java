/** What master and agents share: their messages to each other, timers, ids and the statuses both make. */
@NullMarked
package io.mesosframework.embedded.internal.core;

import org.jspecify.annotations.NullMarked;
