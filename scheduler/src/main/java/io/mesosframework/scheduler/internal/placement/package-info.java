/** Which slots go onto which offers: plain code on plain data, no I/O. */
@NullMarked
package io.mesosframework.scheduler.internal.placement;

import org.jspecify.annotations.NullMarked;
