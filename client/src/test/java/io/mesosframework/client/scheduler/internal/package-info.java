@NullMarked
package io.mesosframework.client.scheduler.internal;

import org.jspecify.annotations.NullMarked;
