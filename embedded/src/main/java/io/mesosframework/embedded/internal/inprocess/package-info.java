/** Connections that need no network. */
@NullMarked
package io.mesosframework.embedded.internal.inprocess;

import org.jspecify.annotations.NullMarked;
