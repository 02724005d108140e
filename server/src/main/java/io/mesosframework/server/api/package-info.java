/** The API of a framework: {@link io.mesosframework.server.api.FrameworkApi}. */
@NullMarked
package io.mesosframework.server.api;

import org.jspecify.annotations.NullMarked;
