/** Several instances of one framework, of which one leads. */
@NullMarked
package io.mesosframework.conformance.ha;

import org.jspecify.annotations.NullMarked;
