@NullMarked
package io.mesosframework.server;

import org.jspecify.annotations.NullMarked;
