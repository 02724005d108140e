@NullMarked
package io.mesosframework.client.scheduler;

import org.jspecify.annotations.NullMarked;
