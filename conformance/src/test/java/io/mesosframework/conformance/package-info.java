/** Scenarios on the embedded Mesos and on a real Mesos 1.11, and the fixtures that bring the real one up. */
@NullMarked
package io.mesosframework.conformance;

import org.jspecify.annotations.NullMarked;
