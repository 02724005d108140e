/** The pieces of Java that docs/guide shows, compiled and, where a Mesos will do for them, run. */
@NullMarked
package io.mesosframework.conformance.guide;

import org.jspecify.annotations.NullMarked;
