/** Data structures with meaning of their own, free of Mesos' messages. */
@NullMarked
package io.mesosframework.structures;

import org.jspecify.annotations.NullMarked;
