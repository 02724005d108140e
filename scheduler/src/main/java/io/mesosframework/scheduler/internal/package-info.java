/** The event loop and the core it drives. Not promised: free to change. */
@NullMarked
package io.mesosframework.scheduler.internal;

import org.jspecify.annotations.NullMarked;
