/** Kit for the tests of frameworks and of storage drivers. */
@NullMarked
package io.mesosframework.testing;

import org.jspecify.annotations.NullMarked;
