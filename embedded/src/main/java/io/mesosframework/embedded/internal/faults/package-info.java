/** What goes wrong between frameworks and the master when a test says so. */
@NullMarked
package io.mesosframework.embedded.internal.faults;

import org.jspecify.annotations.NullMarked;
