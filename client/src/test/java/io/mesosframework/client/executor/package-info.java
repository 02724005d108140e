@NullMarked
package io.mesosframework.client.executor;

import org.jspecify.annotations.NullMarked;
