/** MLOG for java.util.logging. */
@NullMarked
package io.mesosframework.logging.jul;

import org.jspecify.annotations.NullMarked;
