/** A Mesos master and agents in Java, speaking the real V1 APIs. */
@NullMarked
package io.mesosframework.embedded;

import org.jspecify.annotations.NullMarked;
