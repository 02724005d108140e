/** Which of several instances of a framework leads. */
@NullMarked
package io.mesosframework.storage.election;

import org.jspecify.annotations.NullMarked;
