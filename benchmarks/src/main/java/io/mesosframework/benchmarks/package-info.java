/** The figures of {@code make bench}: see docs/performance.md. */
@NullMarked
package io.mesosframework.benchmarks;

import org.jspecify.annotations.NullMarked;
