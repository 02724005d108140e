/** Tasks without processes, which behave as their scripts say. */
@NullMarked
package io.mesosframework.embedded.internal.simulation;

import org.jspecify.annotations.NullMarked;
