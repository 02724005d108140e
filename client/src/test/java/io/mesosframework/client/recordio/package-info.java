@NullMarked
package io.mesosframework.client.recordio;

import org.jspecify.annotations.NullMarked;
