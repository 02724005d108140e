/** How {@link io.mesosframework.client.executor.ExecutorClient} works; free to change. */
@NullMarked
package io.mesosframework.client.executor.internal;

import org.jspecify.annotations.NullMarked;
