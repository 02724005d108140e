/** What the mutation run needs of the embedded Mesos and nobody else may have. */
@NullMarked
package io.mesosframework.embedded;

import org.jspecify.annotations.NullMarked;
