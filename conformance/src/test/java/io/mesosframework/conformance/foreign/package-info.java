/** Clients of others, unmodified, on the embedded Mesos. */
@NullMarked
package io.mesosframework.conformance.foreign;

import org.jspecify.annotations.NullMarked;
