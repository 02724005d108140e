/** The executor's side of Mesos: what an agent tells its executors, and the calls and events between them. */
@NullMarked
package io.mesosframework.client.executor;

import org.jspecify.annotations.NullMarked;
