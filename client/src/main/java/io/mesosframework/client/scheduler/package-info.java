/** The scheduler's side of Mesos: one subscription to the leading master, its events, and the 17 calls. */
@NullMarked
package io.mesosframework.client.scheduler;

import org.jspecify.annotations.NullMarked;
