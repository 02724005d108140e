@NullMarked
package io.mesosframework.client.codec;

import org.jspecify.annotations.NullMarked;
