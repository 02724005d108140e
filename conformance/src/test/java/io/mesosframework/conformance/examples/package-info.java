/** The frameworks of examples/, run as their users run them. */
@NullMarked
package io.mesosframework.conformance.examples;

import org.jspecify.annotations.NullMarked;
