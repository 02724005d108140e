/** What runs behind an agent: containers as real processes. */
@NullMarked
package io.mesosframework.embedded.internal.runtime;

import org.jspecify.annotations.NullMarked;
