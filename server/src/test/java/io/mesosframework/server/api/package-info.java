@NullMarked
package io.mesosframework.server.api;

import org.jspecify.annotations.NullMarked;
