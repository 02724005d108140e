/** MLOG for all who log by SLF4J with Logback, which users of this package bring along. */
@NullMarked
package io.mesosframework.logging.logback;

import org.jspecify.annotations.NullMarked;
