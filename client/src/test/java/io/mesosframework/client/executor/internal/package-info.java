@NullMarked
package io.mesosframework.client.executor.internal;

import org.jspecify.annotations.NullMarked;
