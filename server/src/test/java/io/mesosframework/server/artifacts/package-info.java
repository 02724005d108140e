@NullMarked
package io.mesosframework.server.artifacts;

import org.jspecify.annotations.NullMarked;
