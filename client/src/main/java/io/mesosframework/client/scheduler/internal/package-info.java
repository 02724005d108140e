/** How the subscription works inside. Not promised: anything here may change at any time. */
@NullMarked
package io.mesosframework.client.scheduler.internal;

import org.jspecify.annotations.NullMarked;
