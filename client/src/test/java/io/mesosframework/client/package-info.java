@NullMarked
package io.mesosframework.client;

import org.jspecify.annotations.NullMarked;
