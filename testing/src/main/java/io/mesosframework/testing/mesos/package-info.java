/** A Mesos for each test: scripted answers, the embedded Mesos, or a real one. */
@NullMarked
package io.mesosframework.testing.mesos;

import org.jspecify.annotations.NullMarked;
