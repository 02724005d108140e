/** A user's own parts in place of the standard ones, written against what is public only. */
@NullMarked
package io.mesosframework.conformance.own;

import org.jspecify.annotations.NullMarked;
