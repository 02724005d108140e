@NullMarked
package io.mesosframework.client.messages;

import org.jspecify.annotations.NullMarked;
