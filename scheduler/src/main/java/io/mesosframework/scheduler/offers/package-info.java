/** What the resource manager sees of offers and what it decides. */
@NullMarked
package io.mesosframework.scheduler.offers;

import org.jspecify.annotations.NullMarked;
