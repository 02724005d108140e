/** What every module shares: the root of the SDK's errors. */
@NullMarked
package io.mesosframework;

import org.jspecify.annotations.NullMarked;
