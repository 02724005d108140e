/** What single pieces cost, measured with JMH. */
@NullMarked
package io.mesosframework.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
