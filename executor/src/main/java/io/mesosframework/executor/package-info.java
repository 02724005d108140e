/** The executor runtime and a working command executor. */
@NullMarked
package io.mesosframework.executor;

import org.jspecify.annotations.NullMarked;
