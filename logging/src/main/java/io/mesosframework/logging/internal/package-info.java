/** How lines are made. */
@NullMarked
package io.mesosframework.logging.internal;

import org.jspecify.annotations.NullMarked;
