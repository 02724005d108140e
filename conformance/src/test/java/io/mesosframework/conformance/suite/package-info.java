/** Scenarios that run on the embedded Mesos and on a real one; how to write one is in docs/conformance-scenarios.md. */
@NullMarked
package io.mesosframework.conformance.suite;

import org.jspecify.annotations.NullMarked;
