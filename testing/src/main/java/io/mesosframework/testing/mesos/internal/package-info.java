/** How clusters come to tests. */
@NullMarked
package io.mesosframework.testing.mesos.internal;

import org.jspecify.annotations.NullMarked;
