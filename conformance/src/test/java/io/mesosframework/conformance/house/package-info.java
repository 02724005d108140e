/** Checks that hold the whole house: its boundaries, its documents, its bindings. */
@NullMarked
package io.mesosframework.conformance.house;

import org.jspecify.annotations.NullMarked;
