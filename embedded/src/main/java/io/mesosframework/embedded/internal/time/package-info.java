/** How a cluster gets its turns and its time: the machine's, or one of its own. */
@NullMarked
package io.mesosframework.embedded.internal.time;

import org.jspecify.annotations.NullMarked;
