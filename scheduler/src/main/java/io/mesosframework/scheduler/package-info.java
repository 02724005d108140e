/** Framework, event controller and handlers, task manager, resource manager, placement, reconciliation, retry, deployment. */
@NullMarked
package io.mesosframework.scheduler;

import org.jspecify.annotations.NullMarked;
