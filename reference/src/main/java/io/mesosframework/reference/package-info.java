/** mesosfw: the runnable reference framework. */
@NullMarked
package io.mesosframework.reference;

import org.jspecify.annotations.NullMarked;
