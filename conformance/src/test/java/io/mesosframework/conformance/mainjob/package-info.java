/** The main job, end to end: applications in JSON on the embedded Mesos and on a real one, and what may go wrong. */
@NullMarked
package io.mesosframework.conformance.mainjob;

import org.jspecify.annotations.NullMarked;
