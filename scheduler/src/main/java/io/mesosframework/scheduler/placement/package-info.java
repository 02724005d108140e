/** Where slots go: what the resource manager decides, why slots wait, and the rules and scores a user may bring. */
@NullMarked
package io.mesosframework.scheduler.placement;

import org.jspecify.annotations.NullMarked;
